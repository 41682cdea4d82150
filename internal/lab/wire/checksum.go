package wire

import (
	"encoding/binary"
	"net/netip"
)

// checksum returns the Internet checksum (RFC 1071) of b on top of sum, which
// comes from partial. Over bytes that hold their own right checksum it is zero.
func checksum(sum uint32, b []byte) uint16 {
	return ^fold(partial(sum, b))
}

// partial adds the 16 bit words of b to sum.
func partial(sum uint32, b []byte) uint32 {
	for ; len(b) >= 2; b = b[2:] {
		sum += uint32(binary.BigEndian.Uint16(b))
	}
	if len(b) == 1 {
		sum += uint32(b[0]) << 8
	}
	return sum
}

// fold brings a sum down to 16 bits in one's complement.
func fold(sum uint32) uint16 {
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return uint16(sum)
}

// pseudo returns the sum over the pseudo header that transport checksums
// include (RFC 9293 section 3.1, RFC 8200 section 8.1). ICMP over IPv4 has none.
func pseudo(src, dst netip.Addr, proto uint8, length int) uint32 {
	if proto == protoICMP {
		return 0
	}
	sum := partial(0, src.AsSlice())
	sum = partial(sum, dst.AsSlice())
	return sum + uint32(proto) + uint32(length)
}
