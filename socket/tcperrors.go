package socket

import "encoding/binary"

// tcpErrors is the codec of the raw ICMP socket beside that of the SYN segments:
// it reads errors that quote one of those.
type tcpErrors struct{ tcp }

// decode reads an ICMP error as a raw socket delivers it.
func (t tcpErrors) decode(m message) (arrival, bool) {
	if !t.ipv6 && !m.unwrap(quirks{}) {
		return arrival{}, false
	}
	a, d, ok := decodeError(t.ipv6, m, protoTCP)
	if !ok || !t.identify(&a, d.body) {
		return arrival{}, false
	}
	a.reply.Quote.Rewritten = t.rewritten(a.seq, m, d)
	return a, true
}

// identify reads the number from a quoted segment, of which eight bytes suffice.
func (t tcp) identify(a *arrival, b []byte) bool {
	if len(b) < transportHeadLen || binary.BigEndian.Uint16(b) != t.source || binary.BigEndian.Uint16(b[2:]) != t.dst {
		return false
	}
	var behind uint16
	a.seq, behind = t.number(binary.BigEndian.Uint32(b[4:]))
	a.numbered = true
	return behind == 0
}

// rewritten reports whether the quote d of the probe seq shows another sender or
// another checksum than the probe had. A quoted checksum of zero comes from
// routers that blank it. The checksum covers the length of the probe, which the
// quoted IP header tells, unless a router has changed that.
func (t tcpErrors) rewritten(seq uint16, m message, d datagram) bool {
	src := withoutZone(m.to)
	switch {
	case !src.IsValid():
		return false
	case d.src != src:
		return true
	case len(d.body) < tcpHeadLen || d.length < tcpHeadLen:
		return false
	}
	got := binary.BigEndian.Uint16(d.body[16:])
	fits := func(n int) bool { return got == t.checksum(t.segment(n, seq), src, d.dst) }
	return got != 0 && !fits(int(d.length)) && !fits(segmentLen(Probe{Dst: d.dst}))
}
