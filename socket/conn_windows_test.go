package socket_test

import (
	"net/netip"
	"testing"

	"ftr/internal/conntest"
	"ftr/socket"
)

// The calls of the ICMP API are made, waited for and read as Windows asks, in both
// families, over a stand-in that has the same functions.
func TestStandInConforms(t *testing.T) {
	for name, addrs := range map[string][]string{
		"IPv4": {"192.0.2.1", "192.0.2.2", "192.0.2.3", "198.51.100.1", "198.51.100.2"},
		"IPv6": {"2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8:f::1", "2001:db8:f::2"},
	} {
		var as []netip.Addr
		for _, a := range addrs {
			as = append(as, netip.MustParseAddr(a))
		}
		t.Run(name, func(t *testing.T) {
			conntest.Run(t, conntest.Network{
				Open:    socket.NewStandIn(t, as[:3]...).Opener(),
				Routers: as[:3], Dst: as[3], Others: as[4:],
				Arrival: socket.EchoReply,
			})
		})
	}
}
