//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package socket

import (
	"encoding/binary"
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// A plain Conn does with what any Unix system has: raw sockets, and no error
// queue.
type plain struct {
	*socketConn
	source uint16 // port of UDP probes, once dialUDP has opened it
}

// openPlain opens a Conn by one way, on a system with the given quirks.
func openPlain(q quirks, w way, c Config) (locatingConn, error) {
	err := q.lacking(c)
	if err == nil && !q.has(w, c.IPv6) {
		err = fmt.Errorf("%s cannot probe by it without root: %w", q.name, errors.ErrUnsupported)
	}
	if err != nil {
		return nil, fmt.Errorf("opening a %s: %w", w, err)
	}
	typ := unix.SOCK_RAW // of ICMP
	if w.mode == Datagram {
		typ = unix.SOCK_DGRAM
	}
	if w.protocol == TCP {
		s := newSynConn(c, q)
		return s, q.refusal(w, s.start(typ))
	}
	p := &plain{socketConn: newConn(c, q, func() (waiter, error) { return newPollSet() })}
	if w.protocol == UDP {
		p.dial = p.dialUDP
		p.listen = func() (*sock, error) { return p.listenUDP(typ) }
	} else {
		p.dial = func(int) (*sock, error) { return p.dialICMP(typ) }
	}
	return p.socketConn, q.refusal(w, p.start())
}

// dialICMP opens the ICMP socket of all flows: a raw one, or of datagrams where
// that is nearly the same.
func (p *plain) dialICMP(typ int) (*sock, error) {
	s, err := plainSock(p.os, p.cfg, typ, icmpProto(p.cfg.IPv6))
	if err != nil {
		return nil, err
	}
	e := echo{ipv6: p.cfg.IPv6, header: !p.cfg.IPv6, base: newIdentifier(), nonce: p.nonce, os: p.os}
	if e.ipv6 {
		s.codec = e
		s.controls = p.controls6
		s.filter6(p.os)
		return s, nil
	}
	s.codec = headed{codec: e, os: p.os, proto: protoICMP, config: p.cfg}
	return p.withHeader(s)
}

func (p *plain) controls6(ttl int) []byte { return p.os.controls6(ttl, p.cfg) }

// filter6 keeps from s the ICMPv6 messages that answer no probe. Without, Recv drops
// them.
func (s *sock) filter6(q quirks) {
	var f []byte
	for _, word := range q.filter6() {
		f = binary.NativeEndian.AppendUint32(f, word)
	}
	_ = s.control(func(fd int) {
		_ = unix.SetsockoptString(fd, levelICMPv6, q.icmp6Filter, string(f))
	})
}

// withHeader lets s send packets with the IPv4 header that its codec gives them.
func (p *plain) withHeader(s *sock) (*sock, error) {
	s.headed = true
	return s.configured(func(fd int) error {
		if err := unix.SetsockoptInt(fd, levelIP, p.os.includeHeader, 1); err != nil {
			return fmt.Errorf("setting IP_HDRINCL: %w", err)
		}
		return nil
	})
}
