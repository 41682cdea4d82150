package socket

import "net/netip"

// udp is the codec of UDP datagrams on an unprivileged socket. The kernel
// chooses one source port and flow n goes to destination port first+n, so the
// number of a probe is in its payload only.
//
// An ICMP error that quotes too little holds no payload (RFC 792 asks for eight
// bytes, the UDP header); neither does a datagram that an open port sends back
// by itself. Such an arrival has no number, only destination and flow; see
// table.candidate for whose it is.
type udp struct {
	ipv6  bool
	first uint16
	nonce nonce
}

func (u udp) flows() int           { return maxPort - int(u.first) }
func (u udp) port(flow int) uint16 { return u.first + uint16(flow) }

// maxPort is the highest UDP port.
const maxPort = 65535

// encode returns the payload of a datagram.
func (u udp) encode(p Probe, seq uint16) ([]byte, error) {
	return tag{seq, u.nonce}.payload(payloadLen(p, u.ipv6)), nil
}

// decode reads a datagram that came to the socket. One that returns our payload
// (port 7 does, RFC 862) may come from another address of the destination.
func (u udp) decode(m message) (arrival, bool) {
	a := arrival{
		at:    m.at,
		reply: Reply{From: m.from.Addr(), Kind: Data, TTL: m.ttl},
		flow:  u.flow(m.from.Port()),
	}
	if t, ok := parseTag(m.bytes); ok && t.nonce == u.nonce {
		a.numbered, a.seq = true, t.seq
		return a, true
	}
	a.dst = withoutZone(m.from.Addr())
	return a, true
}

// decodeFailure reads the quoted payload of a probe from the error queue. A
// payload that is not ours, unless it is all padding, is refused.
func (u udp) decodeFailure(m message, f failure) (arrival, bool) {
	a, ok := failureArrival(u.ipv6, m, f, transportHeadLen)
	if !ok {
		return arrival{}, false
	}
	a.flow = u.flow(m.from.Port())
	if t, ok := parseTag(m.bytes); ok && t.nonce == u.nonce {
		a.numbered, a.seq = true, t.seq
		return a, true
	}
	return a, !tag{nonce: u.nonce}.contradicts(m.bytes)
}

// flow returns the flow to a destination port, one that no probe has where the
// port is not ours.
func (u udp) flow(port uint16) int { return int(port) - int(u.first) }

// withoutZone returns a without its zone, as addresses in packets are.
func withoutZone(a netip.Addr) netip.Addr { return a.WithZone("") }
