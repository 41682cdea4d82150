package wire

import (
	"encoding/binary"
	"errors"
	"net/netip"
)

// Protocol numbers of IANA.
const (
	protoICMP  = 1
	protoTCP   = 6
	protoUDP   = 17
	protoICMP6 = 58
)

// Lengths of the IP headers that we write, in bytes.
const (
	headLen4 = 20
	headLen6 = 40
)

// A header is what we read of an IP header of either version.
type header struct {
	src, dst netip.Addr
	tos, ttl uint8
	proto    uint8
	len      int  // of the header
	total    int  // of the packet
	df       bool // IPv4: do not fragment
}

var (
	errShort    = errors.New("packet ends within a header")
	errLength   = errors.New("packet is shorter than its header says")
	errVersion  = errors.New("neither IPv4 nor IPv6")
	errChecksum = errors.New("wrong IP header checksum")
	errFragment = errors.New("fragment")
	errNoProbe  = errors.New("not a probe")

	// ErrSegment says that a packet is a TCP segment that asks for no connection:
	// beside the probes, kernels send those that complete and those that reset
	// what a probe began.
	ErrSegment = errors.New("TCP segment that asks for no connection")
)

func parseHeader(b []byte) (header, error) {
	if len(b) == 0 {
		return header{}, errShort
	}
	switch b[0] >> 4 {
	case 4:
		return parseHeader4(b)
	case 6:
		return parseHeader6(b)
	}
	return header{}, errVersion
}

// parseHeader4 reads the header of RFC 791, section 3.1. It does so for a
// fragment too, but returns errFragment with it.
func parseHeader4(b []byte) (header, error) {
	if len(b) < headLen4 {
		return header{}, errShort
	}
	h := header{
		tos:   b[1],
		ttl:   b[8],
		proto: b[9],
		len:   int(b[0]&0xf) * 4,
		total: int(binary.BigEndian.Uint16(b[2:])),
	}
	switch {
	case h.len < headLen4 || h.len > len(b):
		return header{}, errShort
	case h.total < h.len || h.total > len(b):
		return header{}, errLength
	case checksum(0, b[:h.len]) != 0:
		return header{}, errChecksum
	}
	h.src = netip.AddrFrom4([4]byte(b[12:]))
	h.dst = netip.AddrFrom4([4]byte(b[16:]))
	flags := binary.BigEndian.Uint16(b[6:])
	h.df = flags&0x4000 != 0
	if flags&0x3fff != 0 { // more fragments, or an offset
		return h, errFragment
	}
	return h, nil
}

// parseHeader6 reads the header of RFC 8200, section 3. Extension headers are
// left to the caller, for whom they are protocols that no probe has.
func parseHeader6(b []byte) (header, error) {
	if len(b) < headLen6 {
		return header{}, errShort
	}
	h := header{
		src:   netip.AddrFrom16([16]byte(b[8:])),
		dst:   netip.AddrFrom16([16]byte(b[24:])),
		tos:   b[0]<<4 | b[1]>>4,
		ttl:   b[7],
		proto: b[6],
		len:   headLen6,
		total: headLen6 + int(binary.BigEndian.Uint16(b[4:])),
	}
	if h.total > len(b) {
		return header{}, errLength
	}
	return h, nil
}

// packet returns an IP packet of the family of h's addresses that carries
// payload; h.len and h.total are not looked at. (x/net's ipv4.Header writes in
// the byte order of the system that it runs on, not that of the wire.)
func packet(h header, payload []byte) []byte {
	if h.src.Is6() {
		return packet6(h, payload)
	}
	b := make([]byte, headLen4, headLen4+len(payload))
	b[0] = 0x45
	b[1] = h.tos
	binary.BigEndian.PutUint16(b[2:], uint16(headLen4+len(payload)))
	b[8], b[9] = h.ttl, h.proto
	copy(b[12:], h.src.AsSlice())
	copy(b[16:], h.dst.AsSlice())
	seal4(b)
	return append(b, payload...)
}

func packet6(h header, payload []byte) []byte {
	b := make([]byte, headLen6, headLen6+len(payload))
	b[0] = 6 << 4
	setTOS(b, h.tos)
	binary.BigEndian.PutUint16(b[4:], uint16(len(payload)))
	b[6], b[7] = h.proto, h.ttl
	copy(b[8:], h.src.AsSlice())
	copy(b[24:], h.dst.AsSlice())
	return append(b, payload...)
}

// seal4 makes the checksum of the IPv4 header that b begins with right.
func seal4(b []byte) {
	head := b[:int(b[0]&0xf)*4]
	binary.BigEndian.PutUint16(head[10:], 0)
	binary.BigEndian.PutUint16(head[10:], checksum(0, head))
}

// setTOS writes the type of service or traffic class of the packet b; it leaves
// the checksum of IPv4 to the caller.
func setTOS(b []byte, tos uint8) {
	if b[0]>>4 == 4 {
		b[1] = tos
		return
	}
	b[0] = 6<<4 | tos>>4
	b[1] = tos<<4 | b[1]&0xf
}

// setTTL writes the time to live or hop limit of the packet b; it leaves the
// checksum of IPv4 to the caller.
func setTTL(b []byte, ttl uint8) {
	if b[0]>>4 == 4 {
		b[8] = ttl
		return
	}
	b[7] = ttl
}
