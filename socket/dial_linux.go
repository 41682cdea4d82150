package socket

import (
	"fmt"

	"golang.org/x/net/bpf"
	"golang.org/x/net/ipv4"
	"golang.org/x/sys/unix"
)

// dialRaw opens the raw ICMP socket of all flows. It has no error queue: ICMP
// errors come to it as packets, whole.
func (c *socketConn) dialRaw(int) (*sock, error) {
	s, err := newLinuxSock(c.cfg, unix.SOCK_RAW, icmpProto(c.cfg.IPv6), false)
	if err != nil {
		return nil, err
	}
	e := echo{ipv6: c.cfg.IPv6, header: !c.cfg.IPv6, base: newIdentifier(), nonce: c.nonce}
	s.codec = e
	return s.configured(func(fd int) error { return filterRaw(fd, e.ipv6, e.sieve()) })
}

// dialPing opens a ping socket. It has one identifier, which the kernel chooses
// and takes for the port that it is bound to, so each flow has its own.
func (c *socketConn) dialPing(flow int) (*sock, error) {
	if namespace() != c.namespace {
		return nil, fmt.Errorf("a ping socket for flow %d: this thread is in another network namespace than at Open", flow)
	}
	s, err := newLinuxSock(c.cfg, unix.SOCK_DGRAM, icmpProto(c.cfg.IPv6), true)
	if err != nil {
		return nil, err
	}
	// Linux before 5.18 ignores the hop limit in a ping socket's control
	// message for IPv6, without a word.
	s.lateHops = c.cfg.IPv6
	id, err := s.port()
	if err != nil {
		s.file.Close()
		return nil, err
	}
	s.codec = echo{ipv6: c.cfg.IPv6, base: id - uint16(flow), nonce: c.nonce}
	return s, nil
}

// dialUDP opens the UDP socket of all flows. Beside a raw ICMP socket it has no
// error queue, which would tell each error again; an unconnected UDP socket
// without one has no pending errors either (ip(7), IP_RECVERR).
func (c *socketConn) dialUDP(int) (*sock, error) {
	s, err := newLinuxSock(c.cfg, unix.SOCK_DGRAM, unix.IPPROTO_UDP, c.listen == nil)
	if err != nil {
		return nil, err
	}
	s.codec = udp{ipv6: c.cfg.IPv6, first: c.cfg.port(UDP), nonce: c.nonce}
	return s, nil
}

// listenUDP opens the raw ICMP socket by which the errors come, whole.
func (c *socketConn) listenUDP() (*sock, error) {
	probes, err := c.sock(0)
	if err != nil {
		return nil, err
	}
	source, err := probes.port()
	if err != nil {
		return nil, err
	}
	s, err := newLinuxSock(c.cfg, unix.SOCK_RAW, icmpProto(c.cfg.IPv6), false)
	if err != nil {
		return nil, err
	}
	s.codec = udpErrors{udp: probes.codec.(udp), source: source}
	return s.configured(func(fd int) error {
		return filterRaw(fd, c.cfg.IPv6, errorSieve(protoUDP, source))
	})
}

// dialTCP opens the raw socket of the SYN segments, and holds their source port by
// a socket that is bound and never connected: nobody else gets it, and the kernel
// answers what comes there with a reset (RFC 9293, section 3.10.7.1).
func (c *socketConn) dialTCP(int) (*sock, error) {
	holder, err := newLinuxSock(c.cfg, unix.SOCK_STREAM, unix.IPPROTO_TCP, false)
	if err != nil {
		return nil, err
	}
	c.keep(holder)
	source, err := holder.port()
	if err != nil {
		return nil, err
	}
	s, err := newLinuxSock(c.cfg, unix.SOCK_RAW, unix.IPPROTO_TCP, false)
	if err != nil {
		return nil, err
	}
	t := tcp{ipv6: c.cfg.IPv6, source: source, dst: c.cfg.port(TCP), nonce: c.nonce, local: c.localAddr}
	s.codec = t
	return s.configured(func(fd int) error {
		program, err := t.filter()
		return attachFilter(fd, program, err)
	})
}

// listenTCP opens the raw ICMP socket by which the errors come.
func (c *socketConn) listenTCP() (*sock, error) {
	probes, err := c.sock(0)
	if err != nil {
		return nil, err
	}
	s, err := newLinuxSock(c.cfg, unix.SOCK_RAW, icmpProto(c.cfg.IPv6), false)
	if err != nil {
		return nil, err
	}
	t := probes.codec.(tcp)
	s.codec = tcpErrors{t}
	return s.configured(func(fd int) error {
		return filterRaw(fd, c.cfg.IPv6, errorSieve(protoTCP, t.source))
	})
}

// filterRaw keeps from the socket all ICMP but echo replies and errors, and of
// those the ones that s does not let through.
func filterRaw(fd int, v6 bool, s sieve) error {
	if err := filterTypes(fd, v6); err != nil {
		return fmt.Errorf("setting the ICMP filter: %w", err)
	}
	program, err := s.filter(v6)
	return attachFilter(fd, program, err)
}

// attachFilter attaches a program whose assembling may have failed.
func attachFilter(fd int, program []bpf.RawInstruction, err error) error {
	if err != nil {
		return fmt.Errorf("assembling the packet filter: %w", err)
	}
	code := make([]unix.SockFilter, len(program))
	for i, in := range program {
		code[i] = unix.SockFilter{Code: in.Op, Jt: in.Jt, Jf: in.Jf, K: in.K}
	}
	fprog := unix.SockFprog{Len: uint16(len(code)), Filter: &code[0]}
	if err := unix.SetsockoptSockFprog(fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &fprog); err != nil {
		return fmt.Errorf("attaching the packet filter: %w", err)
	}
	return nil
}

// filterTypes keeps all types of ICMP from a raw socket that answer no probe. Each
// bit of the filter for IPv4 blocks one (raw(7), ICMP_FILTER).
func filterTypes(fd int, v6 bool) error {
	if v6 {
		f := unix.ICMPv6Filter{Data: system.filter6()}
		return unix.SetsockoptICMPv6Filter(fd, unix.SOL_ICMPV6, unix.ICMPV6_FILTER, &f)
	}
	pass := 1<<ipv4.ICMPTypeEchoReply | 1<<ipv4.ICMPTypeDestinationUnreachable |
		1<<ipv4.ICMPTypeTimeExceeded | 1<<ipv4.ICMPTypeParameterProblem
	return unix.SetsockoptInt(fd, unix.SOL_RAW, unix.ICMP_FILTER, int(^uint32(pass)))
}
