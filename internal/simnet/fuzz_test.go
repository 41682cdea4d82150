package simnet

import (
	"net/netip"
	"testing"

	"github.com/miekg/dns"

	"ftr/socket"
)

func FuzzReversed(f *testing.F) {
	f.Add([]byte{81, 2, 64, 9}, "9.64.2.81.in-addr.arpa.")
	f.Add([]byte("0123456789abcdef"), "..ip6.arpa.")
	f.Fuzz(func(t *testing.T, b []byte, name string) {
		reversed(name, "in-addr.arpa.", "ip6.arpa.")
		a, ok := netip.AddrFromSlice(b)
		if !ok || a.Is4In6() { // which package dns writes as IPv4
			return
		}
		name, err := dns.ReverseAddr(a.String())
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := reversed(name, "in-addr.arpa.", "ip6.arpa."); !ok || got != a {
			t.Errorf("%s means %v, %v, want %v", name, got, ok, a)
		}
	})
}

// FuzzReceive sends every kind of probe through any world.
func FuzzReceive(f *testing.F) {
	f.Add(everything, 9)
	f.Add("source ::1\nhop * zerottl\nloop 1 1\ndest ::2", 255)
	f.Fuzz(func(t *testing.T, text string, ttl int) {
		w, err := Parse(text)
		if err != nil {
			return
		}
		n := w.Start()
		for _, p := range []socket.Protocol{socket.ICMP, socket.UDP, socket.TCP} {
			for _, a := range n.Receive(epoch, n.packet(p, ttl)) {
				if !a.From.IsValid() || a.Kind == 0 || a.TTL < 1 || a.TTL > 255 || a.After < 0 {
					t.Errorf("TTL %d: got %+v in\n%s", ttl, a, w)
				}
			}
		}
	})
}
