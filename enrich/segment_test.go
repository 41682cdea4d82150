package enrich

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"ftr/trace"
)

// The ASes of the tests: an address 81.N.… or 2a00:N:… is in AS 64500+N, one
// with N of 99 is in none, one with N of 98 could not be looked up.
const (
	ispAS     = 64501
	transitAS = 64502
	otherAS   = 64503
	destAS    = 64509
)

// infoOf returns what the tests know of an address.
func infoOf(addr netip.Addr) Info {
	info := Info{Addr: addr, Kind: KindOf(addr)}
	asked, ok := announced(addr)
	if !ok {
		return info
	}
	n := uint32(asked.As16()[13]) // the second byte of an IPv4 address
	if asked.Is6() {
		n = uint32(asked.As16()[3])
	}
	switch n {
	case 98:
		info.OriginStatus = Failed
	case 99:
		info.OriginStatus = None
	default:
		info.OriginStatus = Found
		info.Origins = []Origin{{ASN: 64500 + n, Prefix: netip.PrefixFrom(asked, 16).Masked()}}
	}
	return info
}

// pathOf returns the path along some addresses ("*": silent) to the target, and
// what is known of them. The ISP is known by STUN.
func pathOf(target, hops string) (trace.Path, Report) {
	p := trace.Path{Target: netip.MustParseAddr(target), FirstTTL: 1}
	r := Report{Infos: map[netip.Addr]Info{}, Destination: infoOf(netip.MustParseAddr(target))}
	r.Infos[p.Target] = r.Destination
	for i, word := range strings.Fields(hops) {
		h := trace.Hop{TTL: i + 1}
		if word != "*" {
			h.Addr = netip.MustParseAddr(word)
			r.Infos[h.Addr] = infoOf(h.Addr)
		}
		p.Hops = append(p.Hops, h)
		if h.Addr == p.Target {
			p.Reached, p.Stop, p.StopTTL = true, trace.StopReached, h.TTL
		}
	}
	r.ISP = ISP{Origin: Origin{ASN: ispAS}, Source: FromSTUN}
	return p, r
}

// letters writes segments as the tests do.
func letters(segments []Segment) string {
	var b strings.Builder
	for _, s := range segments {
		if s == SegmentUnknown {
			s = "-"
		}
		b.WriteString(string(s[0]))
	}
	return b.String()
}

func TestSegments(t *testing.T) {
	for _, test := range []struct {
		name         string
		target, hops string
		want         string
	}{
		{
			"the four segments in order", "81.9.0.1",
			"192.168.1.1 81.1.0.1 81.1.0.2 81.2.0.1 81.9.0.2 81.9.0.1", "LIITDD",
		},
		{
			"before the first public hop all is LAN, 100.64/10 there is ISP", "81.9.0.1",
			"192.168.1.1 10.0.0.1 100.64.0.1 81.1.0.1 81.9.0.1", "LLIID",
		},
		{
			"what stands behind the carrier-grade NAT is the ISP's", "81.9.0.1",
			"192.168.1.1 100.64.0.1 10.0.0.1 81.1.0.1 81.9.0.1", "LIIID",
		},
		{
			"the design's example", "81.9.0.1",
			"192.168.1.1 100.64.0.1 81.1.0.1 81.1.0.2 81.2.0.1 * 81.99.0.1 81.9.0.2 81.9.0.1", "LIIIT-TDD",
		},
		{
			"silent hops belong to nothing, wherever they stand", "81.9.0.1",
			"* 192.168.1.1 * 81.1.0.1 * 81.1.0.2 * 81.9.0.2 * 81.9.0.1", "-L-I-I-D-D",
		},
		{
			"a private address between ISP hops is the ISP's", "81.9.0.1",
			"192.168.1.1 81.1.0.1 10.0.0.1 81.1.0.2 81.2.0.1 81.9.0.1", "LIIITD",
		},
		{
			"a private address between transit hops is transit", "81.9.0.1",
			"192.168.1.1 81.1.0.1 81.2.0.1 10.0.0.1 100.64.0.1 81.3.0.1 81.9.0.1", "LITTTTD",
		},
		{
			"a private address between hops of the destination is the destination's", "81.9.0.1",
			"192.168.1.1 81.1.0.1 81.9.0.2 10.0.0.1 81.9.0.1", "LIDDD",
		},
		{
			"a private address between two segments belongs to the one before", "81.9.0.1",
			"192.168.1.1 81.1.0.1 10.0.0.1 81.2.0.1 81.9.0.1", "LIITD",
		},
		{
			"a private address between transit and the destination is transit", "81.9.0.1",
			"192.168.1.1 81.1.0.1 81.2.0.1 10.0.0.1 81.9.0.1", "LITTD",
		},
		{
			"a private address at the end belongs to the one before", "81.9.0.1",
			"192.168.1.1 81.1.0.1 10.0.0.1", "LII",
		},
		{
			"an unannounced hop between ISP hops is the ISP's", "81.9.0.1",
			"192.168.1.1 81.99.0.1 81.1.0.1 81.98.0.1 81.1.0.2 81.2.0.1 81.9.0.1", "LIIIITD",
		},
		{
			"an unannounced hop between ISP and transit is transit", "81.9.0.1",
			"192.168.1.1 81.1.0.1 81.99.0.1 81.2.0.1 81.9.0.1", "LITTD",
		},
		{
			"hops in the ISP's AS behind another AS are not contiguous from the start", "81.9.0.1",
			"192.168.1.1 81.1.0.1 81.2.0.1 81.1.0.2 81.9.0.1", "LITTD",
		},
		{
			"where another AS comes first there is no ISP hop", "81.9.0.1",
			"192.168.1.1 81.2.0.1 81.1.0.1 81.9.0.1", "LTTD",
		},
		{
			"hops in the destination's AS before another AS are not contiguous to the end", "81.9.0.1",
			"192.168.1.1 81.1.0.1 81.9.0.2 81.2.0.1 81.9.0.1", "LITTD",
		},
		{
			"smoothing never overrides a known, different AS", "81.9.0.1",
			"192.168.1.1 81.1.0.1 81.3.0.1 81.1.0.2 81.9.0.2 81.3.0.2 81.9.0.1", "LITTTTD",
		},
		{
			"the destination in the ISP's own AS is the destination", "81.1.0.9",
			"192.168.1.1 81.1.0.1 81.1.0.2 81.1.0.9", "LIID",
		},
		{
			"back in the ISP's AS at the end of a detour is the destination's part", "81.1.0.9",
			"192.168.1.1 81.1.0.1 81.2.0.1 81.1.0.2 81.1.0.9", "LITDD",
		},
		{
			"hops in the destination's AS also where it did not answer", "81.9.0.1",
			"192.168.1.1 81.1.0.1 81.2.0.1 81.9.0.2", "LITD",
		},
		{
			"the destination of unknown AS is the destination", "81.99.0.9",
			"192.168.1.1 81.1.0.1 81.99.0.1 81.99.0.9", "LITD",
		},
		{"a destination on the LAN", "192.168.1.9", "192.168.1.9", "D"},
		{"a private destination behind routers", "10.0.0.9", "192.168.1.1 10.0.0.1 10.0.0.9", "LLD"},
		{"the destination as the first public hop", "81.9.0.1", "192.168.1.1 81.9.0.1", "LD"},
		{"IPv6", "2a00:9::1", "fe80::1 fd00::1 2a00:1::1 2a00:2::1 2a00:9::2 2a00:9::1", "LLITDD"},
		{
			"a NAT64 path stands for its IPv4 addresses", "64:ff9b::5109:1",
			"fd00::1 64:ff9b::5101:1 64:ff9b::5102:1 64:ff9b::5109:1", "LITD",
		},
		{"no hop", "81.9.0.1", "", ""},
	} {
		p, r := pathOf(test.target, test.hops)
		if got := letters(Segments(p, r)); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}

func TestSegmentsWhereTheISPIsUnknown(t *testing.T) {
	for _, test := range []struct {
		name string
		hops string
		want string
	}{
		{"nothing tells transit from the ISP", "192.168.1.1 81.98.0.1 81.2.0.1 81.9.0.2 81.9.0.1", "L--DD"},
		{"a carrier-grade NAT is an ISP, a known AS behind it is beyond", "100.64.0.1 81.98.0.1 81.2.0.1 10.0.0.1 81.98.0.2 81.2.0.1 81.9.0.1", "I-TTTTD"},
		{"nothing was looked up", "192.168.1.1 81.98.0.1 10.0.0.1 81.98.0.2 81.9.0.1", "L---D"},
	} {
		p, r := pathOf("81.9.0.1", test.hops)
		r.ISP = ISP{}
		if got := letters(Segments(p, r)); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}

func TestSegmentsOfDestinationThatAnswersFromAnotherAddress(t *testing.T) {
	p, r := pathOf("81.9.0.1", "192.168.1.1 81.1.0.1 81.3.0.1")
	p.Reached, p.StopTTL = true, 3
	if got, want := letters(Segments(p, r)), "LID"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestSegmentsOfPublicAddressesAtHome(t *testing.T) {
	p, r := pathOf("2a00:9::1", "2a00:1:0:5::1 2a00:1::1 2a00:9::1")
	r.ISP.PublicAddr = netip.MustParseAddr("2a00:1:0:5::1234")
	if got, want := letters(Segments(p, r)), "LID"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestSegmentsTakeAnyOfSeveralOrigins(t *testing.T) {
	p, r := pathOf("81.9.0.1", "192.168.1.1 81.3.0.1 81.2.0.1 81.3.0.2 81.9.0.1")
	for addr, origins := range map[string][]Origin{
		"81.3.0.1": {{ASN: otherAS}, {ASN: ispAS}},
		"81.3.0.2": {{ASN: otherAS}, {ASN: destAS}},
	} {
		a := netip.MustParseAddr(addr)
		info := r.Infos[a]
		info.Origins = origins
		r.Infos[a] = info
	}
	if got, want := letters(Segments(p, r)), "LITDD"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestASPath(t *testing.T) {
	p, r := pathOf("81.9.0.1", "192.168.1.1 81.1.0.1 81.1.0.2 * 81.2.0.1 81.99.0.1 81.2.0.2 81.98.0.1 81.1.0.3 81.9.0.1")
	var got []uint32
	for _, o := range ASPath(p, r) {
		got = append(got, o.ASN)
	}
	if want := []uint32{ispAS, transitAS, ispAS, destAS}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
