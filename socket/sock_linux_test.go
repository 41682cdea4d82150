package socket

import (
	"testing"

	"golang.org/x/sys/unix"
)

// A kernel without the option goes without; those that we test on have it.
func TestErrorQueuesAreAskedForExtensions(t *testing.T) {
	for what, c := range map[string]struct {
		v6          bool
		level, name int
	}{
		"IPv4": {false, unix.SOL_IP, unix.IP_RECVERR_RFC4884},
		"IPv6": {true, unix.SOL_IPV6, unix.IPV6_RECVERR_RFC4884},
	} {
		for _, queue := range []bool{false, true} {
			s, err := newLinuxSock(Config{IPv6: c.v6}, unix.SOCK_DGRAM, unix.IPPROTO_UDP, queue)
			if err != nil {
				t.Skipf("%s: %v", what, err)
			}
			got, err := unix.GetsockoptInt(s.fd, c.level, c.name)
			if err != nil || (got == 1) != queue {
				t.Errorf("%s, with queue %v: option is %d, %v", what, queue, got, err)
			}
			s.file.Close()
		}
	}
}
