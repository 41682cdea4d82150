//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package socket

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// maxAttempts is how often a send is tried before its error is believed; see
// write. It is about as many as a trace has probes under way, all of whose errors
// may come at once, each faster than an attempt: that was seen to fail a send with 16
// attempts. A send that has to fail takes 0.4 ms.
const maxAttempts = 256

// write sends b with a time to live, unless b has one, and calls depart just before
// each attempt.
//
// On Linux, after an ICMP error to one probe the next send on the same socket fails with
// that error and sends nothing, although it is innocent, and a burst of errors
// may do that several times over. The failure clears the error, so write tries
// again; the errors themselves stay in the queue for Recv. One that is the
// probe's own, such as no route, stays through all attempts.
func (s *sock) write(b []byte, to unix.Sockaddr, ttl int, depart func()) error {
	var control []byte
	if s.controls != nil {
		control = s.controls(ttl)
	}
	var err error
	closed := s.control(func(fd int) {
		if s.lateHops {
			s.hops.Lock()
			defer s.hops.Unlock()
			if err = unix.SetsockoptInt(fd, levelIPv6, unix.IPV6_UNICAST_HOPS, ttl); err != nil {
				return
			}
		}
		for range maxAttempts {
			if err = s.submit(fd, b, control, to, depart); !maybeInnocent(err) {
				return
			}
		}
	})
	if closed != nil {
		return closed
	}
	if errors.Is(err, unix.EAGAIN) {
		return fmt.Errorf("the send buffer is full: %w", unix.ENOBUFS)
	}
	return err
}

// submit tries to send b once, or once in each byte order of its header.
func (s *sock) submit(fd int, b, control []byte, to unix.Sockaddr, depart func()) error {
	try := func() error {
		depart()
		_, err := unix.SendmsgN(fd, b, control, to, unix.MSG_DONTWAIT)
		return err
	}
	if s.headed {
		return s.order.send(b, try)
	}
	return try()
}
