package simnet

import (
	"net/netip"
	"time"
)

// DNS is how the World's name server answers.
type DNS struct {
	RTT  time.Duration
	Loss float64 // probability that no answer comes, 0 to 1
	Dead bool    // never answers
}

// STUN is how the World's STUN servers answer.
type STUN struct {
	RTT    time.Duration
	Public netip.Addr // the address that they see the source as
	Dead   bool       // never answer; so where Public is not known
}

// A Host is a name that has an address.
type Host struct {
	Name string // without the trailing dot
	Addr netip.Addr
}

// A PTR is the name of an address.
type PTR struct {
	Addr netip.Addr
	Name string // without the trailing dot; may hold any bytes
	Fail bool   // the server answers SERVFAIL
}

// An Origin is what Team Cymru's DNS service says of one announced prefix.
type Origin struct {
	Prefix      netip.Prefix
	ASNs        []uint32 // in one record
	CountryCode string   // ISO 3166
	Registry    string
	Fail        bool // the server answers SERVFAIL
}

// An ASName is what Team Cymru's DNS service says of one AS.
type ASName struct {
	ASN  uint32
	Text string // name, description and ", CC"
	Fail bool   // the server answers SERVFAIL
}
