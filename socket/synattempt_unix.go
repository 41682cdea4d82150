//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package socket

import (
	"errors"
	"fmt"
	"net/netip"
	"time"

	"golang.org/x/sys/unix"
)

// A synAttempt is one connect of a synConn.
type synAttempt struct {
	Probe
	*sock
	port uint16 // its source
	sent time.Time

	// The Conn's lock guards these, and sent.
	open    bool          // the socket
	single  bool          // the SYN has left but once, and never will again
	refused time.Duration // how long it took until the connect was refused; zero: it was not
	heard   bool          // no ICMP error has come in time that may have refused it
	told    bool          // by an ICMP error
	idle    int           // how often it was looked at in vain
}

// newAttempt opens the socket of a probe, with the TTL that its SYN is to have.
func (c *synConn) newAttempt(p Probe) (*synAttempt, error) {
	s, port, err := c.atNextPort()
	if err != nil {
		return nil, err
	}
	level, ttl, tos := levelIP, c.os.ttl, c.os.tos
	if c.cfg.IPv6 {
		level, ttl, tos = levelIPv6, c.os.hops6, c.os.class6
	}
	s, err = s.configured(func(fd int) error {
		for _, o := range []option{
			{level: level, name: ttl, value: p.TTL, text: "the TTL"},
			{level: level, name: tos, value: int(c.cfg.TOS), text: "the type of service"},
		} {
			if err := unix.SetsockoptInt(fd, o.level, o.name, o.value); err != nil {
				return fmt.Errorf("setting %s: %w", o.text, err)
			}
		}
		// Closing then leaves nothing behind.
		return unix.SetsockoptLinger(fd, unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1})
	})
	if err != nil {
		return nil, err
	}
	return &synAttempt{Probe: p, sock: s, port: port}, nil
}

// maxInUse is how many ports in a row may be in use.
const maxInUse = 64

// atNextPort opens a socket at the next port that is free.
func (c *synConn) atNextPort() (s *sock, port uint16, err error) {
	for range maxInUse {
		port = c.nextPort()
		s, err = plainSockAt(c.os, c.cfg, unix.SOCK_STREAM, unix.IPPROTO_TCP, port)
		if !errors.Is(err, unix.EADDRINUSE) {
			break
		}
	}
	return s, port, err
}

// connect sends the SYN. A host that is near may have refused it when connect
// returns.
func (a *synAttempt) connect(port uint16, depart func()) (refused bool, err error) {
	to, err := sockaddr(netip.AddrPortFrom(a.Dst, port))
	if err != nil {
		return false, err
	}
	closed := a.control(func(fd int) {
		depart()
		err = unix.Connect(fd, to)
	})
	switch {
	case closed != nil:
		return false, closed
	case errors.Is(err, unix.ECONNREFUSED):
		return true, nil
	case errors.Is(err, unix.EINPROGRESS), errors.Is(err, unix.EINTR):
		return false, nil
	}
	return false, err
}

// A connectState is what a socket says of its connect.
type connectState uint8

const (
	isConnecting connectState = iota
	isConnected
	isRefused
	hasFailed
)

// state asks the socket. A reset behind the SYN-ACK has another error than one in
// its place.
func (a *synAttempt) state() (s connectState) {
	closed := a.control(func(fd int) {
		code, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_ERROR)
		switch {
		case err != nil:
			s = hasFailed
		case code == 0:
			if _, err := unix.Getpeername(fd); err == nil {
				s = isConnected
			}
		case code == int(unix.ECONNREFUSED):
			s = isRefused
		case code == int(unix.ECONNRESET) || code == int(unix.EPIPE):
			s = isConnected
		default:
			s = hasFailed
		}
	})
	if closed != nil {
		return hasFailed
	}
	return s
}
