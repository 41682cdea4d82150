package socket

import "encoding/binary"

// synErrors reads ICMP errors about SYN segments that the kernel made. All that is
// known of one is its ports, of which the source port tells which it was.
type synErrors struct {
	ipv6 bool
	dst  uint16 // port
	os   quirks
}

// decode reads an ICMP error as a raw socket delivers it. The arrival's number is
// the source port.
func (s synErrors) decode(m message) (arrival, bool) {
	if !s.ipv6 && !m.unwrap(s.os) {
		return arrival{}, false
	}
	a, d, ok := decodeError(s.ipv6, m, protoTCP)
	if !ok || len(d.body) < transportHeadLen || binary.BigEndian.Uint16(d.body[2:]) != s.dst {
		return arrival{}, false
	}
	a.numbered, a.seq = true, binary.BigEndian.Uint16(d.body)
	a.reply.Quote.Rewritten = m.to.IsValid() && d.src != withoutZone(m.to)
	return a, true
}
