//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package socket

import "golang.org/x/sys/unix"

func (p *plain) udp() udp {
	return udp{ipv6: p.cfg.IPv6, first: p.cfg.port(UDP), nonce: p.nonce, os: p.os}
}

// dialUDP opens the socket that datagrams leave from. In IPv6 that is the UDP socket
// itself, which takes the hop limit with each. In IPv4 it is a raw one, and the UDP
// socket keeps others from its port and gets what the destination says.
func (p *plain) dialUDP(int) (*sock, error) {
	s, err := plainSock(p.os, p.cfg, unix.SOCK_DGRAM, unix.IPPROTO_UDP)
	if err != nil {
		return nil, err
	}
	s.codec = p.udp()
	if p.source, err = s.port(); err != nil {
		s.file.Close()
		return nil, err
	}
	if p.cfg.IPv6 {
		s.controls = p.controls6
		return s, nil
	}
	p.keep(s)
	if err := p.poll.add(s, false); err != nil {
		return nil, err
	}
	raw, err := plainSock(p.os, p.cfg, unix.SOCK_RAW, unix.IPPROTO_RAW)
	if err != nil {
		return nil, err
	}
	raw.codec = headed{
		codec: datagrams{p.udp(), p.source}, os: p.os, proto: protoUDP,
		config: p.cfg, source: p.localAddr,
	}
	return p.withHeader(raw)
}

// listenUDP opens the ICMP socket by which the errors come, whole.
func (p *plain) listenUDP(typ int) (*sock, error) {
	s, err := errorSock(p.os, p.cfg, typ)
	if err != nil {
		return nil, err
	}
	s.codec = udpErrors{p.udp(), p.source}
	return s, nil
}

// errorSock opens an ICMP socket to receive from: a raw one, or of datagrams where
// that is nearly the same.
func errorSock(q quirks, c Config, typ int) (*sock, error) {
	s, err := plainSock(q, c, typ, icmpProto(c.IPv6))
	if err == nil && c.IPv6 {
		s.filter6(q)
	}
	return s, err
}
