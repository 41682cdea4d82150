package socket

import (
	"encoding/binary"
	"net/netip"
)

// A header4 is what an IPv4 header says of a probe (RFC 791, section 3.1).
type header4 struct {
	tos, ttl, proto uint8
	id              uint16 // for zero, kernels choose one
	whole           bool   // not to be fragmented
	src, dst        netip.Addr
}

// dontFragment is the flag DF.
const dontFragment = 0x4000

// packet returns an IPv4 packet as a raw socket with IP_HDRINCL takes it. The
// kernel fills in the checksum, and the source address where that is zero.
func (q quirks) packet(h header4, body []byte) []byte {
	order := binary.ByteOrder(binary.BigEndian)
	if q.hostOrder {
		order = binary.NativeEndian
	}
	b := make([]byte, headerLen4, headerLen4+len(body))
	b[0], b[1], b[8], b[9] = 4<<4|headerLen4/4, h.tos, h.ttl, h.proto
	order.PutUint16(b[2:], uint16(headerLen4+len(body)))
	binary.BigEndian.PutUint16(b[4:], h.id)
	if h.whole {
		order.PutUint16(b[6:], dontFragment)
	}
	if h.src.IsValid() {
		copy(b[12:], h.src.AsSlice())
	}
	copy(b[16:], h.dst.AsSlice())
	return append(b, body...)
}
