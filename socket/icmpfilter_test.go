package socket

import (
	"testing"

	"golang.org/x/net/ipv6"
)

// A bit of ICMP6_FILTER blocks on Linux and lets pass elsewhere. 1 to 4 are errors,
// 129 is the echo reply.
func TestFilter6(t *testing.T) {
	passes := [8]uint32{0: 0x1e, 4: 0x2}
	blocks := [8]uint32{^uint32(0x1e), ^uint32(0), ^uint32(0), ^uint32(0), ^uint32(0x2), ^uint32(0), ^uint32(0), ^uint32(0)}
	for _, os := range systems {
		want := passes
		if os.name == "Linux" {
			want = blocks
		}
		if got := os.filter6(); got != want {
			t.Errorf("%s: %08x, want %08x", os.name, got, want)
		}
	}
	for _, t6 := range []ipv6.ICMPType{ipv6.ICMPTypeEchoRequest, ipv6.ICMPTypeNeighborSolicitation, ipv6.ICMPTypeRedirect} {
		if darwin.filter6()[t6>>5]>>(t6&31)&1 != 0 {
			t.Errorf("%s passes", t6)
		}
	}
}
