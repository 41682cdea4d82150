package socket

import (
	"encoding/binary"
	"net/netip"

	"golang.org/x/net/icmp"
	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

// IANA protocol numbers.
const (
	protoICMP   = 1
	protoTCP    = 6
	protoUDP    = 17
	protoICMPv6 = 58
)

// echo is the codec of ICMP and ICMPv6 echo requests. All probes of a flow have
// the identifier base+flow and, see tag, one checksum.
type echo struct {
	ipv6   bool
	header bool   // received data begins with an IPv4 header and is not verified: raw IPv4 sockets
	base   uint16 // identifier of flow 0
	nonce  nonce
	os     quirks // how data is received; zero: as on Linux
}

func (e echo) flows() int      { return maxFlow }
func (e echo) port(int) uint16 { return 0 }

func (e echo) proto() uint8 {
	if e.ipv6 {
		return protoICMPv6
	}
	return protoICMP
}

func (e echo) request() icmp.Type {
	if e.ipv6 {
		return ipv6.ICMPTypeEchoRequest
	}
	return ipv4.ICMPTypeEcho
}

func (e echo) replyType() uint8 {
	if e.ipv6 {
		return uint8(ipv6.ICMPTypeEchoReply)
	}
	return uint8(ipv4.ICMPTypeEchoReply)
}

// isRequest reports whether b begins with the header of an echo request.
func (e echo) isRequest(b []byte) bool {
	want := byte(ipv4.ICMPTypeEcho)
	if e.ipv6 {
		want = byte(ipv6.ICMPTypeEchoRequest)
	}
	return len(b) >= transportHeadLen && b[0] == want && b[1] == 0
}

// encode returns an echo request without IP header. The kernel fills in the
// checksum of ICMPv6, and the identifier and checksum of a ping socket.
func (e echo) encode(p Probe, seq uint16) ([]byte, error) {
	m := icmp.Message{Type: e.request(), Body: &icmp.Echo{
		ID:   int(e.base + uint16(p.Flow)),
		Seq:  int(seq),
		Data: tag{seq, e.nonce}.payload(payloadLen(p, e.ipv6)),
	}}
	return m.Marshal(nil)
}

// decode reads an ICMP message as a raw or a ping socket delivers it.
func (e echo) decode(m message) (arrival, bool) {
	if e.header && !m.unwrap(e.os) {
		return arrival{}, false
	}
	if len(m.bytes) < transportHeadLen {
		return arrival{}, false
	}
	if m.bytes[0] == e.replyType() {
		return e.decodeReply(m)
	}
	return e.decodeError(m)
}

// decodeReply accepts an echo reply from any address, as hosts with several
// answer from another one than was asked; number and nonce must be ours.
func (e echo) decodeReply(m message) (arrival, bool) {
	id, seq := binary.BigEndian.Uint16(m.bytes[4:]), binary.BigEndian.Uint16(m.bytes[6:])
	t, ok := parseTag(m.bytes[transportHeadLen:])
	if !ok || t != (tag{seq, e.nonce}) {
		return arrival{}, false
	}
	a := arrivalOf(m, m.from.Addr(), EchoReply, m.bytes[0], m.bytes[1])
	a.numbered, a.seq, a.flow = true, seq, e.flow(id)
	return a, true
}

// decodeError reads an ICMP error with the quote of a probe.
func (e echo) decodeError(m message) (arrival, bool) {
	a, d, ok := decodeError(e.ipv6, m, e.proto())
	if !ok || !e.identify(&a, d.body) {
		return arrival{}, false
	}
	a.reply.Quote.Rewritten = e.rewritten(m.to, d)
	return a, true
}

// decodeFailure reads the quote of a probe from its ICMP header on, which is
// what a ping socket's error queue holds.
func (e echo) decodeFailure(m message, f failure) (arrival, bool) {
	a, ok := failureArrival(e.ipv6, m, f, 0)
	if !ok || !e.identify(&a, m.bytes) {
		return arrival{}, false
	}
	return a, true
}

// identify reads flow and number from a quoted echo request. The eight bytes
// that each router quotes (RFC 792) suffice.
func (e echo) identify(a *arrival, b []byte) bool {
	if !e.isRequest(b) {
		return false
	}
	a.numbered = true
	a.flow = e.flow(binary.BigEndian.Uint16(b[4:]))
	a.seq = binary.BigEndian.Uint16(b[6:])
	return !tag{a.seq, e.nonce}.contradicts(b[transportHeadLen:])
}

// flow returns the flow with identifier id. Where it is not of this Conn the
// result is a flow that no probe has.
func (e echo) flow(id uint16) int { return int(id - e.base) }

// rewritten reports whether d, the quote of a probe that left from src, shows
// another sender or another checksum than the probe had. A quoted checksum of
// zero comes from routers that blank it, and of a fragment the length is not
// known that ICMPv6 sums up.
func (e echo) rewritten(src netip.Addr, d datagram) bool {
	if !src.IsValid() {
		return false
	}
	if d.src != withoutZone(src) {
		return true
	}
	got := binary.BigEndian.Uint16(d.body[2:])
	if got == 0 || e.ipv6 && d.length == 0 {
		return false
	}
	return got != e.checksum(src, d)
}

// checksum returns the checksum of the probe that d quotes, as it left from src
// (RFC 792; RFC 4443, section 2.3). Number and complement add up to nothing.
func (e echo) checksum(src netip.Addr, d datagram) uint16 {
	b := []byte{d.body[0], d.body[1], d.body[4], d.body[5]}
	b = append(b, e.nonce[:]...)
	if e.ipv6 {
		b = append(b, pseudoHeader(src, d.dst, protoICMPv6, d.length)...)
	}
	return ^sum(b)
}
