package lab

import (
	"net"
	"strings"
	"testing"

	"golang.org/x/net/icmp"
	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

// The kernel cuts what is longer than its own link; what the network answers is
// that of the whole.
func TestLongProbesComeInFragmentsOrWhole(t *testing.T) {
	for _, tt := range []struct {
		name, world, network, listen, to string
		echo                             icmp.Type
		mtu                              string
		longest                          int
	}{
		{"IPv4", eleven, "ip4:icmp", "0.0.0.0", "142.251.46.174", ipv4.ICMPTypeEcho, "", 1500},
		{"IPv4 on a long link", eleven, "ip4:icmp", "0.0.0.0", "142.251.46.174", ipv4.ICMPTypeEcho, " mtu=9000", 4028},
		{"IPv6", three6, "ip6:ipv6-icmp", "::", "2001:db8:ffff::174", ipv6.ICMPTypeEchoRequest, "", 1496},
		{"IPv6 on a long link", three6, "ip6:ipv6-icmp", "::", "2001:db8:ffff::174", ipv6.ICMPTypeEchoRequest, " mtu=9000", 4048},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := New(t, strings.Replace(tt.world, "50\n", "50"+tt.mtu+"\n", 1), Options{})
			c := inside(t, l, func() (*icmp.PacketConn, error) { return icmp.ListenPacket(tt.network, tt.listen) })
			m := icmp.Message{Type: tt.echo, Body: &icmp.Echo{ID: 7, Seq: 1, Data: make([]byte, 4000)}}
			packet, err := m.Marshal(nil) // the kernel writes the checksum of ICMPv6
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.WriteTo(packet, &net.IPAddr{IP: net.ParseIP(tt.to)}); err != nil {
				t.Fatal(err)
			}
			patience(t, c)
			n, from, err := c.ReadFrom(make([]byte, 1<<16))
			if err != nil || n != 4008 || from.String() != tt.to {
				t.Errorf("got %d bytes from %v, %v; want 4008 from %s", n, from, err, tt.to)
			}
			seen := l.Seen()
			if len(seen.Probes) != 1 || seen.Others != 0 || !seen.Probes[0].Intact || seen.Probes[0].Len != tt.longest {
				t.Errorf("the network saw %+v, want one probe of %d bytes", seen, tt.longest)
			}
		})
	}
}
