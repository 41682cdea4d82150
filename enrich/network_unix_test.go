//go:build unix

package enrich

import (
	"errors"
	"net"
	"net/netip"
	"testing"
)

// Windows could tell as well, but Go asks it not to (SIO_UDP_NETRESET).
func TestExchangeWithAClosedPort(t *testing.T) {
	c, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := netip.MustParseAddrPort(c.LocalAddr().String())
	c.Close()
	var refused *net.OpError // its cause has another name on each system
	if _, err := exchange(t.Context(), message(txtQuestion), server); !errors.As(err, &refused) {
		t.Errorf("got %v, want %T", err, refused)
	}
}
