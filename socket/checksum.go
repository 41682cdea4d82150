package socket

import (
	"encoding/binary"
	"net/netip"
)

// sum returns the one's complement sum of RFC 1071, 0xffff for a message whose
// checksum is right.
func sum(b []byte) uint16 {
	var s uint32
	for ; len(b) >= 2; b = b[2:] {
		s += uint32(binary.BigEndian.Uint16(b))
	}
	if len(b) == 1 {
		s += uint32(b[0]) << 8
	}
	for s > 0xffff {
		s = s>>16 + s&0xffff
	}
	return uint16(s)
}

// pseudoHeader returns what the checksums of UDP and ICMPv6 cover besides the
// message, the same for their sum in both families (RFC 768; RFC 8200, section
// 8.1). length is that of the message.
func pseudoHeader(src, dst netip.Addr, proto uint8, length uint16) []byte {
	b := append(src.AsSlice(), dst.AsSlice()...)
	b = binary.BigEndian.AppendUint16(b, length)
	return append(b, 0, proto)
}
