package socket

import (
	"encoding/binary"
	"fmt"
	"net/netip"
)

// tcp is the codec of a raw socket that SYN segments leave from. All have one
// pair of ports and one length, and differ in the sequence number only, of which
// the eight bytes that each router quotes (RFC 792) hold all.
type tcp struct {
	ipv6   bool
	source uint16 // port
	dst    uint16 // port
	nonce  nonce
	local  func(dst netip.Addr) (netip.Addr, error) // the source address, which the checksum covers
}

// The header of TCP (RFC 9293, section 3.1).
const (
	tcpHeadLen = 20

	flagSYN = 1 << 1
	flagRST = 1 << 2
	flagACK = 1 << 4
)

// flows is zero: two flows would need two source ports.
func (t tcp) flows() int { return 0 }

// port is zero: raw sockets know no ports.
func (t tcp) port(int) uint16 { return 0 }

// isn returns the initial sequence number of the probe with the number seq: the
// complement of the number above as much of the nonce. The later probe has the
// lower one, which lies before the window of a connection that the earlier one left
// half open: a SYN within it ends the connection, or makes the host answer with a
// reset though the port is open (RFC 5961, section 4).
func (t tcp) isn(seq uint16) uint32 {
	return uint32(^seq)<<16 | uint32(binary.BigEndian.Uint16(t.nonce[:]))
}

// number returns the number of the probe whose initial sequence number is the
// greatest that is not above n, and by how many bytes n lies behind it.
func (t tcp) number(n uint32) (seq, behind uint16) {
	behind = uint16(n) - binary.BigEndian.Uint16(t.nonce[:])
	return ^uint16((n - uint32(behind)) >> 16), behind
}

// encode returns a SYN segment without IP header.
func (t tcp) encode(p Probe, seq uint16) ([]byte, error) {
	n := segmentLen(p)
	if n < tcpHeadLen {
		return nil, fmt.Errorf("size %d is under %d bytes, the shortest TCP segment", p.Size, ipHeadLen(t.ipv6)+tcpHeadLen)
	}
	src, err := t.local(p.Dst)
	if err != nil {
		return nil, err
	}
	b := t.segment(n, seq)
	binary.BigEndian.PutUint16(b[16:], t.checksum(b, src, p.Dst))
	return b, nil
}

// segment returns a SYN segment of n bytes, without checksum. Behind what it has
// room for of the usual options, zeros are its payload.
func (t tcp) segment(n int, seq uint16) []byte {
	b := make([]byte, n)
	binary.BigEndian.PutUint16(b[0:], t.source)
	binary.BigEndian.PutUint16(b[2:], t.dst)
	binary.BigEndian.PutUint32(b[4:], t.isn(seq))
	b[13] = flagSYN
	binary.BigEndian.PutUint16(b[14:], window)
	head := tcpHeadLen + copy(b[tcpHeadLen:], t.options(optionsLen(n-tcpHeadLen)))
	b[12] = byte(head/4) << 4
	return b
}

// What an ordinary Linux host asks for on an Ethernet.
const (
	window = 64240
	mss4   = 1460
	mss6   = 1440
)

// options returns the first n bytes of those that an ordinary host sends, in its
// order, as firewalls know them: maximum segment size (RFC 9293, section 3.7.1),
// SACK permitted (RFC 2018), timestamps and window scale (RFC 7323).
func (t tcp) options(n int) []byte {
	mss := uint16(mss4)
	if t.ipv6 {
		mss = mss6
	}
	b := binary.BigEndian.AppendUint16([]byte{2, 4}, mss)
	b = append(b, 4, 2)
	b = append(b, 8, 10)
	b = append(b, t.nonce[2:6]...) // our clock
	b = append(b, 0, 0, 0, 0)      // theirs, not known yet
	return append(b, 1, 3, 3, 7)[:n]
}

// optionsLen returns how many bytes of options a SYN has where there is room for
// so many behind its header: all, the first one alone, or none.
func optionsLen(room int) int {
	const mss, all = 4, 20
	switch {
	case room >= all:
		return all
	case room >= mss:
		return mss
	}
	return 0
}

// segmentLen returns the length of the segment of p.
func segmentLen(p Probe) int {
	v6 := p.Dst.Is6()
	return size(p, v6) - ipHeadLen(v6)
}

// synPayload returns how many bytes of payload the SYN of p has. A reset
// acknowledges them (RFC 9293, section 3.10.7.1), a SYN-ACK need not.
func synPayload(p Probe) int {
	room := segmentLen(p) - tcpHeadLen
	return room - optionsLen(room)
}

// checksum returns the checksum of a segment whose own is zero.
func (t tcp) checksum(b []byte, src, dst netip.Addr) uint16 {
	pseudo := pseudoHeader(withoutZone(src), withoutZone(dst), protoTCP, uint16(len(b)))
	return ^sum(append(pseudo, b...))
}

// decode reads a segment as a raw socket delivers it: in IPv4 with its IP header.
// A SYN with ACK and a RST answer a SYN. An ACK alone does not: with it a host
// challenges a second SYN while the first one is half open (RFC 5961, section 4).
func (t tcp) decode(m message) (arrival, bool) {
	if !t.ipv6 {
		d, ok := parseDatagram4(m.bytes)
		if !ok || d.proto != protoTCP {
			return arrival{}, false
		}
		m.bytes, m.ttl, m.to = d.body, int(d.ttl), d.dst
	}
	b, from := m.bytes, withoutZone(m.from.Addr())
	if len(b) < tcpHeadLen || !t.toUs(b) || !intact(b, from, withoutZone(m.to)) {
		return arrival{}, false
	}
	k, ok := replyKind(b[13])
	if !ok {
		return arrival{}, false
	}
	a := arrival{at: m.at, dst: from, numbered: true}
	a.reply = Reply{From: m.from.Addr(), Kind: k, TTL: m.ttl}
	a.seq, a.acked = t.number(binary.BigEndian.Uint32(b[8:]) - 1)
	return a, true
}

// toUs reports whether a segment came from the port that the probes go to.
func (t tcp) toUs(b []byte) bool {
	return binary.BigEndian.Uint16(b) == t.dst && binary.BigEndian.Uint16(b[2:]) == t.source
}

// replyKind returns what the flags of a segment say to a SYN.
func replyKind(flags byte) (Kind, bool) {
	switch flags & (flagSYN | flagRST | flagACK) {
	case flagSYN | flagACK:
		return SynAck, true
	case flagRST | flagACK:
		return Reset, true
	}
	return 0, false
}

// intact reports whether the checksum of a segment is right. One from this machine
// may still have the sum of the pseudo header alone, which the kernel leaves for a
// network interface to complete.
func intact(b []byte, src, dst netip.Addr) bool {
	if !dst.IsValid() {
		return true // the system did not tell, and has verified it
	}
	pseudo := pseudoHeader(src, dst, protoTCP, uint16(len(b)))
	return binary.BigEndian.Uint16(b[16:]) == sum(pseudo) || sum(append(pseudo, b...)) == 0xffff
}

// decodeFailure refuses all: a raw socket has no error queue.
func (t tcp) decodeFailure(message, failure) (arrival, bool) { return arrival{}, false }
