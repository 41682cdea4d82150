package simnet

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// findOrigins adds a record for each announced prefix that holds the address,
// as Team Cymru's service does: "64500 64501 | 81.2.64.0/20 | GB | ripencc |
// 2002-01-01".
func (w *World) findOrigins(f *finding, addr netip.Addr) {
	for _, o := range w.Origins {
		switch {
		case !o.Prefix.Contains(addr):
		case o.Fail:
			f.failed = true
		default:
			asns := strings.ReplaceAll(join(o.ASNs, asn), ",", " ")
			f.addText(fmt.Sprintf("%s | %s | %s | %s | %s", asns, o.Prefix, o.CountryCode, o.Registry, allocated))
		}
	}
}

// allocated is the date on which everything was given out.
const allocated = "2002-01-01"

// findASName adds the description of an AS: "64500 | GB | ripencc | 2002-01-01
// | ISPNET Example ISP, GB".
func (w *World) findASName(f *finding, name string) {
	number, ok := strings.CutSuffix(name, ".asn.cymru.com.")
	digits, ok2 := strings.CutPrefix(number, "as")
	n, err := parseASN(digits)
	if !ok || !ok2 || err != nil {
		return
	}
	for _, a := range w.ASNames {
		switch {
		case a.ASN != n:
		case a.Fail:
			f.failed = true
		default:
			country, registry := w.registration(n)
			f.addText(fmt.Sprintf("%d | %s | %s | %s | %s", n, country, registry, allocated, a.Text))
		}
	}
}

// registration returns the country and registry of the first prefix that the
// AS announces; those that stand for unknown where there is none.
func (w *World) registration(n uint32) (country, registry string) {
	for _, o := range w.Origins {
		for _, a := range o.ASNs {
			if a == n {
				return o.CountryCode, o.Registry
			}
		}
	}
	return "ZZ", "other"
}

// reversed returns the address whose octets or nibbles a name lists in reverse
// before the zone of its family (RFC 1035, section 3.5; RFC 3596, section 2.5).
// Octets and nibbles that are left out at the end of the address are zero.
func reversed(name, zone4, zone6 string) (netip.Addr, bool) {
	if labels, ok := strings.CutSuffix(name, "."+zone4); ok {
		return reversed4(strings.Split(labels, "."))
	}
	if labels, ok := strings.CutSuffix(name, "."+zone6); ok {
		return reversed6(strings.Split(labels, "."))
	}
	return netip.Addr{}, false
}

func reversed4(labels []string) (netip.Addr, bool) {
	var a [4]byte
	for i, l := range labels {
		octet, err := strconv.ParseUint(l, 10, 8)
		if err != nil || len(labels) > len(a) {
			return netip.Addr{}, false
		}
		a[len(labels)-1-i] = byte(octet)
	}
	return netip.AddrFrom4(a), true
}

func reversed6(labels []string) (netip.Addr, bool) {
	var a [16]byte
	for i, l := range labels {
		nibble, err := strconv.ParseUint(l, 16, 4)
		if err != nil || len(l) != 1 || len(labels) > 2*len(a) {
			return netip.Addr{}, false
		}
		at := len(labels) - 1 - i
		a[at/2] |= byte(nibble) << (4 * (1 - at%2))
	}
	return netip.AddrFrom16(a), true
}
