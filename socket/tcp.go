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

// serialBits is how many low bits of an initial sequence number hold the nonce.
// There are so few, because a reset acknowledges the payload as well (RFC 9293,
// section 3.10.7.1), and must leave the number above them as it is.
const serialBits = 5

// flows is zero: two flows would need two source ports.
func (t tcp) flows() int { return 0 }

// port is zero: raw sockets know no ports.
func (t tcp) port(int) uint16 { return 0 }

// isn returns the initial sequence number of the probe with the number seq.
func (t tcp) isn(seq uint16) uint32 {
	return uint32(seq)<<16 | uint32(t.nonce[0])&(1<<serialBits-1)
}

// number returns the number of the probe whose initial sequence number lies so
// many bytes of payload before isn, at most most.
func (t tcp) number(isn uint32, most int) (uint16, bool) {
	seq := uint16(isn >> 16)
	return seq, isn-t.isn(seq) <= uint32(most)
}

// encode returns a SYN segment without IP header.
func (t tcp) encode(p Probe, seq uint16) ([]byte, error) {
	n := size(p, t.ipv6) - ipHeadLen(t.ipv6)
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
	head := tcpHeadLen + copy(b[tcpHeadLen:], t.options(n-tcpHeadLen))
	b[12] = byte(head/4) << 4
	return b
}

// What an ordinary Linux host asks for on an Ethernet.
const (
	window = 64240
	mss4   = 1460
	mss6   = 1440
)

// options returns those that an ordinary host sends, in its order, as firewalls
// know them: maximum segment size (RFC 9293, section 3.7.1), SACK permitted
// (RFC 2018), timestamps and window scale (RFC 7323). Where room is less, there is
// the first one, or none.
func (t tcp) options(room int) []byte {
	mss := uint16(mss4)
	if t.ipv6 {
		mss = mss6
	}
	b := binary.BigEndian.AppendUint16([]byte{2, 4}, mss)
	switch {
	case room < len(b):
		return nil
	case room < 20:
		return b
	}
	b = append(b, 4, 2)
	b = append(b, 8, 10)
	b = append(b, t.nonce[2:6]...) // our clock
	b = append(b, 0, 0, 0, 0)      // theirs, not known yet
	return append(b, 1, 3, 3, 7)
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
	seq, ours := t.number(binary.BigEndian.Uint32(b[8:])-1, maxPacket)
	if !ok || !ours {
		return arrival{}, false
	}
	return arrival{
		reply: Reply{From: m.from.Addr(), Kind: k, TTL: m.ttl},
		at:    m.at, dst: from, numbered: true, seq: seq,
	}, true
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
