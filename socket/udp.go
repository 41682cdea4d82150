package socket

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net/netip"
)

// udp is the codec of the socket that UDP datagrams leave from. The kernel
// chooses one source port and flow n goes to destination port first+n, so the
// number of a probe is in its payload only, and in the checksum with it; see
// udpErrors.
//
// An ICMP error that quotes too little holds no payload (RFC 792 asks for eight
// bytes, the UDP header); neither does a datagram that an open port sends back
// by itself. Such an arrival has no number, only destination and flow; see
// table.candidate for whose it is.
type udp struct {
	ipv6  bool
	first uint16
	nonce nonce
	os    quirks // how errors are received; zero: as on Linux
}

func (u udp) flows() int           { return maxPort - int(u.first) }
func (u udp) port(flow int) uint16 { return u.first + uint16(flow) }

// maxPort is the highest UDP port.
const maxPort = 65535

// encode returns the payload of a datagram.
func (u udp) encode(p Probe, seq uint16) ([]byte, error) {
	port, n := u.port(p.Flow), payloadLen(p, u.ipv6)
	if least := ipHeadLen(u.ipv6) + transportHeadLen + minQueryLen; port == dnsPort && n < minQueryLen {
		return nil, fmt.Errorf("size %d is under %d bytes, the shortest DNS query, which is what port %d gets", p.Size, least, dnsPort)
	}
	return u.payload(port, n, seq), nil
}

// payload returns the n bytes that the probe with the number seq has for a port.
// They begin with ^seq, and all else is the same for all probes of that length.
func (u udp) payload(port uint16, n int, seq uint16) []byte {
	if port == dnsPort {
		return query(n, ^seq, u.nonce)
	}
	return tag{seq, u.nonce}.payload(n)
}

// decode reads a datagram that came to the socket. One that returns our payload
// (port 7 does, RFC 862) may come from another address of the destination.
func (u udp) decode(m message) (arrival, bool) {
	a := arrival{
		at:    m.at,
		reply: Reply{From: m.from.Addr(), Kind: Data, TTL: m.ttl},
		flow:  u.flow(m.from.Port()),
	}
	if m.from.Port() == dnsPort {
		a.dst = withoutZone(m.from.Addr())
		if id, ok := queryAnswered(m.bytes); ok {
			a.numbered, a.seq = true, ^id
		}
		return a, true
	}
	if t, ok := parseTag(m.bytes); ok && t.nonce == u.nonce {
		a.numbered, a.seq = true, t.seq
		return a, true
	}
	a.dst = withoutZone(m.from.Addr())
	return a, true
}

// decodeFailure reads the quoted payload of a probe from the error queue.
func (u udp) decodeFailure(m message, f failure) (arrival, bool) {
	a, ok := failureArrival(u.ipv6, m, f, transportHeadLen)
	if !ok {
		return arrival{}, false
	}
	a.flow = u.flow(m.from.Port())
	return a, u.identify(&a, m.from.Port(), m.bytes)
}

// identify reads the number from the quoted payload of a probe to the port. A
// quote that ends before it has none, nor has one of zeros, with which routers
// pad short quotes. A payload that is not ours is refused.
func (u udp) identify(a *arrival, port uint16, quoted []byte) bool {
	if len(quoted) < tagLen {
		return true
	}
	got := bytes.TrimRight(quoted[:min(len(quoted), queryFixedLen)], "\x00")
	if len(got) == 0 {
		return true
	}
	a.numbered, a.seq = true, ^binary.BigEndian.Uint16(quoted)
	return bytes.HasPrefix(u.payload(port, queryFixedLen, a.seq), got)
}

// flow returns the flow to a destination port, one that no probe has where the
// port is not ours.
func (u udp) flow(port uint16) int { return int(port) - int(u.first) }

// withoutZone returns a without its zone, as addresses in packets are.
func withoutZone(a netip.Addr) netip.Addr { return a.WithZone("") }
