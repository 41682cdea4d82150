//go:build linux

package socket

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"unsafe"

	"golang.org/x/sys/unix"
)

// maxAttempts is how often a send is tried before its error is believed; see
// write.
const maxAttempts = 16

// write sends b with a time to live, and calls depart just before each attempt.
//
// After an ICMP error to one probe the next send on the same socket fails with
// that error and sends nothing, although it is innocent, and a burst of errors
// may do that several times over. The failure clears the error, so write tries
// again; the errors themselves stay in the queue for Recv. One that is the
// probe's own, such as no route, stays through all attempts.
func (s *sock) write(b []byte, to unix.Sockaddr, ttl int, depart func()) error {
	control := ttlMessage(to, ttl)
	var err error
	closed := s.control(func(fd int) {
		if s.lateHops {
			s.hops.Lock()
			defer s.hops.Unlock()
			if err = unix.SetsockoptInt(fd, unix.SOL_IPV6, unix.IPV6_UNICAST_HOPS, ttl); err != nil {
				return
			}
		}
		for range maxAttempts {
			depart()
			_, err = unix.SendmsgN(fd, b, control, to, unix.MSG_DONTWAIT)
			if !maybeInnocent(err) {
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

// maybeInnocent reports whether err is one that ICMP errors leave on a socket
// (icmp_err_convert and icmpv6_err_convert in the kernel) or an interruption.
func maybeInnocent(err error) bool {
	return slices.Contains([]error{
		unix.EINTR, unix.ENETUNREACH, unix.EHOSTUNREACH, unix.ENOPROTOOPT, unix.ECONNREFUSED,
		unix.EMSGSIZE, unix.EOPNOTSUPP, unix.EHOSTDOWN, unix.ENONET, unix.EPROTO, unix.EACCES, unix.EREMOTEIO,
	}, err)
}

// ttlMessage returns the control message that sets one packet's TTL (ip(7),
// IP_TTL; RFC 3542, section 6.3).
func ttlMessage(to unix.Sockaddr, ttl int) []byte {
	b := make([]byte, unix.CmsgSpace(4))
	h := (*unix.Cmsghdr)(unsafe.Pointer(&b[0]))
	h.Level, h.Type = unix.SOL_IP, unix.IP_TTL
	if _, v6 := to.(*unix.SockaddrInet6); v6 {
		h.Level, h.Type = unix.SOL_IPV6, unix.IPV6_HOPLIMIT
	}
	h.SetLen(unix.CmsgLen(4))
	binary.NativeEndian.PutUint32(b[unix.CmsgLen(0):], uint32(ttl))
	return b
}
