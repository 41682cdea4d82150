package socket

import (
	"net/netip"
	"reflect"
	"testing"
)

// The source port of a quoted SYN says which one it was.
func TestSynErrorsReadQuotes(t *testing.T) {
	for name, e := range ends {
		s := synErrors{ipv6: e.v6, dst: 443}
		syn := append([]byte{0xc3, 0x50, 1, 0xbb, 1, 2, 3, 4}, make([]byte, 32)...) // ports 50000 and 443
		nat := netip.MustParseAddr("192.0.2.99")
		if e.v6 {
			nat = netip.MustParseAddr("2001:db8::99")
		}
		for what, c := range map[string]struct {
			src       netip.Addr
			proto     uint8
			body      []byte
			ok        bool
			rewritten bool
		}{
			"whole":           {e.src, protoTCP, syn, true, false},
			"eight bytes":     {e.src, protoTCP, syn[:8], true, false},
			"behind a NAT":    {nat, protoTCP, syn, true, true},
			"seven bytes":     {e.src, protoTCP, syn[:7], false, false},
			"to another port": {e.src, protoTCP, append([]byte{0xc3, 0x50, 1, 0xbc}, syn[4:]...), false, false},
			"UDP":             {e.src, protoUDP, syn, false, false},
		} {
			a, ok := s.decode(e.timeExceeded(t, packet(c.src, e.dst, c.proto, 1, c.body)))
			want := arrival{numbered: true, seq: 50000, dst: e.dst, reply: Reply{
				From: e.router, Kind: TimeExceeded, ICMPType: map[bool]uint8{false: 11, true: 3}[e.v6],
				TTL: 60, Quote: Quote{Known: true, TTL: 1, TOS: testTOS, Rewritten: c.rewritten},
			}}
			if ok != c.ok || ok && !reflect.DeepEqual(a, want) {
				t.Errorf("%s, %s:\ngot  %+v, %v\nwant %+v, %v", name, what, a, ok, want, c.ok)
			}
		}
	}
}
