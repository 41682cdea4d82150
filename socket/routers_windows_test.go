package socket_test

import (
	"net/netip"
	"os"
	"strings"
	"testing"

	"ftr/internal/conntest"
	"ftr/socket"
)

// The conformance test runs by the system's own ICMP API through routers that are
// Linux itself. Package wine's tests build them and tell their addresses, and those of
// the host at the end.
func TestConnThroughLinuxRoutersOnWine(t *testing.T) {
	routers, hosts, ok := strings.Cut(os.Getenv("FTR_WINE_PATH"), ";")
	if !ok {
		t.Skip("there are no routers")
	}
	ends := addrs(t, hosts)
	conntest.Run(t, conntest.Network{
		Open: func() (socket.Conn, error) {
			c, _, err := socket.Open(socket.Config{Protocol: socket.ICMP})
			return c, err
		},
		Routers: addrs(t, routers),
		Dst:     ends[0],
		Others:  ends[1:],
		Arrival: socket.EchoReply,
	})
}

// addrs reads a list of addresses.
func addrs(t *testing.T, list string) []netip.Addr {
	t.Helper()
	var as []netip.Addr
	for a := range strings.SplitSeq(list, ",") {
		as = append(as, netip.MustParseAddr(a))
	}
	return as
}
