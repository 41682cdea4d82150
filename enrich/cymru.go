package enrich

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/miekg/dns"
)

// Team Cymru serves the origin of an address, by the routes of its BGP peers,
// and the description of an AS as TXT records:
// https://www.team-cymru.com/ip-asn-mapping
const (
	originZone4 = "origin.asn.cymru.com."
	originZone6 = "origin6.asn.cymru.com."
	nameZone    = "asn.cymru.com."
)

// originQuestion returns the name whose TXT records tell the origin of addr.
func originQuestion(addr netip.Addr) string {
	arpa, err := dns.ReverseAddr(addr.String())
	if err != nil {
		panic("enrich: no reverse name of " + addr.String()) // addr is not valid, or has a zone
	}
	if addr.Is4() {
		return strings.TrimSuffix(arpa, "in-addr.arpa.") + originZone4
	}
	return strings.TrimSuffix(arpa, "ip6.arpa.") + originZone6
}

// nameQuestion returns the name whose TXT record describes an AS.
func nameQuestion(asn uint32) string {
	return "AS" + strconv.FormatUint(uint64(asn), 10) + "." + nameZone
}

// readOrigins returns the origins of the longest prefix that the records name
// for addr. It fails where not one record makes sense.
func readOrigins(records []string, addr netip.Addr) ([]Origin, error) {
	var best []Origin
	var failed error
	for _, record := range records {
		origins, err := parseOrigin(record)
		if err == nil && !origins[0].Prefix.Contains(addr) {
			err = fmt.Errorf("%s is not in the prefix of origin record %q", addr, record)
		}
		if err != nil {
			failed = err
			continue
		}
		best = moreSpecific(best, origins)
	}
	if len(best) > 0 {
		return best, nil
	}
	return nil, failed
}

// moreSpecific returns those of two lists of origins, each of one prefix, whose
// prefix is the longer, and both where the prefixes are the same.
func moreSpecific(a, b []Origin) []Origin {
	switch {
	case len(a) == 0 || b[0].Prefix.Bits() > a[0].Prefix.Bits():
		return b
	case b[0].Prefix.Bits() < a[0].Prefix.Bits():
		return a
	}
	for _, o := range b {
		if !hasASN(a, o.ASN) {
			a = append(a, o)
		}
	}
	return a
}

// hasASN reports whether one of the origins is the AS.
func hasASN(origins []Origin, asn uint32) bool {
	return slices.ContainsFunc(origins, func(o Origin) bool { return o.ASN == asn })
}

// parseOrigin reads an origin record: "64500 64501 | 81.2.64.0/20 | GB |
// ripencc | 2001-02-03". It returns one Origin for each AS, at least one.
func parseOrigin(record string) ([]Origin, error) {
	fields := splitRecord(record, 5)
	if len(fields) < 2 {
		return nil, fmt.Errorf("reading origin record %q: too short", record)
	}
	prefix, err := netip.ParsePrefix(fields[1])
	if err != nil {
		return nil, fmt.Errorf("reading origin record %q: %w", record, err)
	}
	fields = append(fields, "", "")
	asns, err := parseASNs(fields[0])
	if err != nil {
		return nil, fmt.Errorf("reading origin record %q: %w", record, err)
	}
	origins := make([]Origin, len(asns))
	for i, asn := range asns {
		origins[i] = Origin{ASN: asn, Prefix: prefix.Masked(), CountryCode: fields[2], Registry: fields[3]}
	}
	return origins, nil
}

// parseASNs reads AS numbers that blanks, or the signs of an AS set, divide.
// Each comes once.
func parseASNs(s string) ([]uint32, error) {
	var asns []uint32
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" ,{}", r) }) {
		n, err := strconv.ParseUint(strings.TrimPrefix(word, "AS"), 10, 32)
		if err != nil || n == 0 { // AS 0 originates nothing (RFC 7607)
			return nil, fmt.Errorf("%q is no AS number", word)
		}
		if !slices.Contains(asns, uint32(n)) {
			asns = append(asns, uint32(n))
		}
	}
	if len(asns) == 0 {
		return nil, fmt.Errorf("no AS number")
	}
	return asns, nil
}

// parseASName reads the name in the description of an AS: "64500 | GB | ripencc
// | 2001-02-03 | ISPNET Example ISP, GB". The country at its end is taken off,
// because it is a column of its own in the origin record.
func parseASName(record string) (string, bool) {
	fields := splitRecord(record, 5)
	if len(fields) < 5 {
		return "", false
	}
	name := fields[4]
	if cut, country, ok := lastCut(name, ","); ok && isCountry(strings.TrimSpace(country)) {
		name = strings.TrimSpace(cut)
	}
	return name, name != ""
}

// splitRecord divides a record at its bars into at most n trimmed fields.
func splitRecord(record string, n int) []string {
	fields := strings.SplitN(record, "|", n)
	for i, f := range fields {
		fields[i] = strings.TrimSpace(f)
	}
	return fields
}

// lastCut divides s at the last sep.
func lastCut(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// isCountry reports whether s looks like an ISO 3166 country code.
func isCountry(s string) bool {
	return len(s) == 2 && 'A' <= s[0] && s[0] <= 'Z' && 'A' <= s[1] && s[1] <= 'Z'
}
