package socket

import (
	"encoding/binary"
	"net/netip"
)

// udpErrors is the codec of the raw ICMP socket beside a UDP socket: it reads
// errors that quote a datagram of that socket.
//
// A payload begins with ^seq, which in one's complement arithmetic is -seq, and
// is the same else for probes of one length. The checksum is the complement of a
// sum, so it is seq less something that all the rest of the probe gives, and a
// quote of the UDP header alone has the number, too. The numbers are those modulo
// 0xffff, which is what noSeq is for, and where the kernel sends 0xffff for zero
// (RFC 768).
type udpErrors struct {
	udp
	source uint16 // port
}

// decode reads an ICMP error as a raw socket delivers it.
func (u udpErrors) decode(m message) (arrival, bool) {
	if !u.ipv6 && !m.unwrap(u.os) {
		return arrival{}, false
	}
	a, d, ok := decodeError(u.ipv6, m, protoUDP)
	if !ok || len(d.body) < transportHeadLen || binary.BigEndian.Uint16(d.body) != u.source {
		return arrival{}, false
	}
	q := quotedUDP{datagram: d, src: withoutZone(m.to)}
	a.flow = u.flow(q.port())
	if !u.identify(&a, q.port(), d.body[transportHeadLen:]) {
		return arrival{}, false
	}
	a.reply.Quote.Rewritten = u.judge(&a, q)
	return a, true
}

// judge reports whether the quote shows that the probe was rewritten. Where a
// has no number, and nothing was rewritten but maybe the checksum, that gives it.
func (u udpErrors) judge(a *arrival, q quotedUDP) bool {
	switch {
	case !q.src.IsValid():
		return false
	case q.src != q.datagram.src:
		return true
	case !q.summed():
		return false
	case a.numbered:
		return q.seq(u.udp) != a.seq
	}
	a.numbered, a.summed, a.seq = true, true, q.seq(u.udp)
	return false
}

// A quotedUDP is a quote with a whole UDP header (RFC 768).
type quotedUDP struct {
	datagram
	src netip.Addr // of the probe as it left; zero: unknown
}

func (q quotedUDP) port() uint16     { return binary.BigEndian.Uint16(q.body[2:]) }
func (q quotedUDP) length() uint16   { return binary.BigEndian.Uint16(q.body[4:]) }
func (q quotedUDP) checksum() uint16 { return binary.BigEndian.Uint16(q.body[6:]) }

// summed reports whether q has the checksum of a probe of ours. Zero comes from
// routers that blank it. The sum of the pseudo header alone is what the kernel
// leaves for a network interface to complete, and a packet that has not come by
// one, as between containers, still has that.
func (q quotedUDP) summed() bool {
	undone := sum(pseudoHeader(q.src, q.dst, protoUDP, q.length()))
	return q.checksum() != 0 && q.checksum() != undone && q.length() >= transportHeadLen+tagLen
}

// seq returns the number of the probe with the quoted checksum, as it left: what
// the checksum is more than that of a probe without number.
func (q quotedUDP) seq(u udp) uint16 {
	b := pseudoHeader(q.src, q.dst, protoUDP, q.length())
	b = append(b, q.body[:6]...)
	b = append(b, u.payload(q.port(), int(q.length())-transportHeadLen, noSeq)...)
	return uint16((uint32(q.checksum()) + uint32(sum(b))) % noSeq)
}
