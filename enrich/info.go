package enrich

import "net/netip"

// A Status says how a look-up went.
type Status uint8

const (
	Skipped Status = iota // not asked: switched off, or there is nothing to ask
	Found                 // answered
	None                  // answered: there is none (no name; not announced)
	Failed                // no valid answer: timeout, SERVFAIL, unreadable record
)

// Info is what is known about one address.
type Info struct {
	Addr netip.Addr
	Kind Kind

	Origins      []Origin // of the most specific announced prefix; the first is the one to show
	OriginStatus Status

	Name       string // from the PTR record, without the trailing dot; may hold any bytes
	NameStatus Status
}

// ASN returns the AS to show for the address; zero: none known.
func (i Info) ASN() uint32 {
	if len(i.Origins) == 0 {
		return 0
	}
	return i.Origins[0].ASN
}

// An Origin is an AS that announces a prefix.
type Origin struct {
	ASN         uint32
	Prefix      netip.Prefix
	CountryCode string // of the registration, not of the router; ISO 3166
	Registry    string // "arin", "ripencc", …
	Name        string // of the AS, without the trailing country; empty: unknown; may hold any bytes
}
