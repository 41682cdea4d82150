package socket

import (
	"encoding/binary"

	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

// unwrap takes the IP header off a message that a raw IPv4 socket delivers, and
// reports whether an ICMP message is left whose checksum is right. Raw IPv6
// sockets deliver without a header what the kernel has verified. A header may also
// be missing where anyone may open the socket, since there it can be stripped.
func (m *message) unwrap(os quirks) bool {
	if os.pings && len(m.bytes) > 0 && m.bytes[0]>>4 != 4 {
		return os.whole(m.bytes)
	}
	d, ok := parseDelivered4(m.bytes)
	if !ok || d.proto != protoICMP || !os.whole(d.body) {
		return false
	}
	m.bytes, m.ttl, m.to = d.body, int(d.ttl), d.dst
	return true
}

// whole reports whether the checksum of an ICMP message is right. Where it only is
// with the bytes of the quoted length exchanged, the kernel has done that, and whole
// undoes it.
func (q quirks) whole(b []byte) bool {
	if sum(b) == 0xffff {
		return true
	}
	if !q.swapsQuote || len(b) < transportHeadLen+headerLen4 {
		return false
	}
	length := b[transportHeadLen+2:]
	length[0], length[1] = length[1], length[0]
	return sum(b) == 0xffff
}

// decodeError reads an ICMP error that quotes a packet of the protocol. The
// arrival lacks flow and number, and whether the probe was rewritten: these the
// method reads from the quoted packet's body.
func decodeError(v6 bool, m message, proto uint8) (arrival, datagram, bool) {
	if len(m.bytes) < transportHeadLen {
		return arrival{}, datagram{}, false
	}
	k, ok := classify(v6, m.bytes[0], m.bytes[1])
	if !ok {
		return arrival{}, datagram{}, false
	}
	quote, structure := splitQuote(v6, m.bytes)
	d, ok := parseDatagram(v6, quote)
	if !ok || d.proto != proto {
		return arrival{}, datagram{}, false
	}
	a := arrivalOf(m, m.from.Addr(), k, m.bytes[0], m.bytes[1])
	a.dst = d.dst
	a.reply.Quote = Quote{Known: true, TTL: d.ttl, TOS: d.tos}
	if k == PacketTooBig {
		a.reply.MTU = nextMTU(v6, m.bytes)
	}
	a.reply.extend(structure)
	return a, d, true
}

// nextMTU returns the next hop's MTU from a packet too big message: the last two
// of the second four bytes in IPv4 (RFC 1191, section 4), all four in IPv6
// (RFC 4443, section 3.2).
func nextMTU(v6 bool, b []byte) int {
	if v6 {
		return int(binary.BigEndian.Uint32(b[4:]))
	}
	return int(binary.BigEndian.Uint16(b[6:]))
}

// splitQuote parts what follows the header of an ICMP error into the quoted
// packet and the extension structure, nil where there is none.
func splitQuote(v6 bool, b []byte) (quote, structure []byte) {
	quote = b[transportHeadLen:]
	if !extensible(v6, b[0]) {
		return quote, nil
	}
	length := int(b[5]) * 4
	if v6 {
		length = int(b[4]) * 8
	}
	return splitExtension(quote, length, minExtended)
}

// extensible reports whether an ICMP error of the type has a length attribute,
// behind which an extension structure may follow (RFC 4884, section 4).
func extensible(v6 bool, typ uint8) bool {
	if v6 {
		return typ == uint8(ipv6.ICMPTypeDestinationUnreachable) || typ == uint8(ipv6.ICMPTypeTimeExceeded)
	}
	return typ == uint8(ipv4.ICMPTypeDestinationUnreachable) || typ == uint8(ipv4.ICMPTypeTimeExceeded) ||
		typ == uint8(ipv4.ICMPTypeParameterProblem)
}
