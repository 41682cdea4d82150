package main

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"unicode"

	"ftr/internal/simnet"
)

// wantNames checks what is said about each hop that answered: its name, its
// origins, and the part of the way; and who connects the machine.
func wantNames(t *testing.T, d traced, w *simnet.World) {
	t.Helper()
	for _, h := range d.Hops {
		if !h.Address.IsValid() {
			continue
		}
		name, status := nameOf(w, h.Address)
		if h.Hostname != name || h.HostnameStatus != status {
			t.Errorf("hop %d is called %q (%s), want %q (%s)", h.TTL, h.Hostname, h.HostnameStatus, name, status)
		}
		origins, status := originsOf(w, h.Address)
		if got := originLines(h); !slices.Equal(got, origins) || h.ASNStatus != status {
			t.Errorf("hop %d belongs to %q (%s), want %q (%s)", h.TTL, got, h.ASNStatus, origins, status)
		}
		if want := segmentOf(w, h.Address); h.Segment != want {
			t.Errorf("hop %d, %v, is %s, want %s", h.TTL, h.Address, h.Segment, want)
		}
	}
	want := tracedAS{ASN: ispASN, Name: "ISPNET Example ISP", CountryCode: "GB", Hostname: "cust-160.isp.example", Source: "stun"}
	if d.PublicIP != w.STUN.Public || d.ISP != want {
		t.Errorf("the ISP is %+v at %v, want %+v at %v", d.ISP, d.PublicIP, want, w.STUN.Public)
	}
	if d.DestinationASN.ASN != destASN {
		t.Errorf("the destination is in AS%d, want AS%d", d.DestinationASN.ASN, destASN)
	}
}

// The ASes at the ends of the built-in worlds.
const ispASN, destASN = 64500, 64520

// nameOf returns the name of an address by right, and the JSON's word for how
// it was found.
func nameOf(w *simnet.World, a netip.Addr) (name, status string) {
	for _, p := range w.PTRs {
		switch {
		case p.Addr == a && p.Fail:
			return "", "failed"
		case p.Addr == a:
			name = p.Name
		}
	}
	if name == "" {
		return "", "none"
	}
	return string([]rune(name)), "found" // what is not UTF-8 cannot stand in JSON
}

// originsOf returns the origins of an address by right, each as a line, sorted,
// and the JSON's word for how they were found.
func originsOf(w *simnet.World, a netip.Addr) (lines []string, status string) {
	if a.IsPrivate() || isCGNAT(a) {
		return nil, "skipped"
	}
	best := -1
	for _, o := range w.Origins {
		if !o.Prefix.Contains(a) || o.Prefix.Bits() < best {
			continue
		}
		if o.Fail {
			return nil, "failed"
		}
		if o.Prefix.Bits() > best {
			best, lines = o.Prefix.Bits(), nil
		}
		for _, asn := range o.ASNs {
			lines = append(lines, fmt.Sprintf("AS%d %s, %v %s %s", asn, asName(w, asn), o.Prefix, o.CountryCode, o.Registry))
		}
	}
	if len(lines) == 0 {
		return nil, "unannounced"
	}
	slices.Sort(lines)
	return lines, "found"
}

// originLines writes the origins that a hop is said to have as originsOf does.
func originLines(h tracedHop) []string {
	var lines []string
	for _, o := range h.ASNInfo.Origins {
		lines = append(lines, fmt.Sprintf("AS%d %s, %s %s %s", o.ASN, o.Name, o.Prefix, o.CountryCode, o.Registry))
	}
	slices.Sort(lines)
	return lines
}

// asName returns the name of an AS without the country; empty: not to be had.
func asName(w *simnet.World, asn uint32) string {
	for _, n := range w.ASNames {
		if n.ASN == asn {
			if n.Fail {
				return ""
			}
			i := strings.LastIndex(n.Text, ", ")
			return n.Text[:i]
		}
	}
	return ""
}

// segmentOf returns the part of the way that an address belongs to in the
// built-in worlds, where all that is neither at home nor the ISP's nor the
// destination's is between them.
func segmentOf(w *simnet.World, a netip.Addr) string {
	in := func(asn uint32) bool {
		return slices.ContainsFunc(w.Origins, func(o simnet.Origin) bool {
			return o.Prefix.Contains(a) && slices.Contains(o.ASNs, asn)
		})
	}
	switch {
	case a.IsPrivate():
		return "LAN"
	case isCGNAT(a), in(ispASN):
		return "ISP"
	case in(destASN):
		return "DESTINATION"
	}
	return "TRANSIT"
}

// isCGNAT reports whether an address is of RFC 6598.
func isCGNAT(a netip.Addr) bool {
	return netip.MustParsePrefix("100.64.0.0/10").Contains(a)
}

// Names that mean harm to a terminal stand escaped in the table and in the JSON,
// whose reader gets them as they were sent.
func TestHostileNames(t *testing.T) {
	for _, name := range []string{"escapes", "escapes6"} {
		m := inWorld(t, name, byRaw)
		for _, how := range []string{"--json", "--color=never"} {
			out := string(m.run(how, m.dest()).Stdout)
			for i, r := range out {
				if r != '\n' && !unicode.IsPrint(r) {
					t.Errorf("%s, %s: %q in %q", name, how, r, out[max(0, i-20):min(len(out), i+20)])
				}
			}
		}
		wantNames(t, m.trace(m.dest()), m.world)
	}
}
