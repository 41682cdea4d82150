package wire

import "hash/fnv"

// flowHash hashes what routers look at to keep the packets of one flow on one
// path: addresses, protocol, the flow label of IPv6 (RFC 6438), and the first
// four bytes of the transport header, which are the ports of UDP and TCP; for
// ICMP those are type, code and checksum, and the identifier counts too, as it
// does for Linux.
func flowHash(packet []byte, h header) uint64 {
	f := fnv.New64a()
	f.Write(h.src.AsSlice())
	f.Write(h.dst.AsSlice())
	f.Write([]byte{h.proto})
	if h.src.Is6() {
		f.Write([]byte{packet[1] & 0xf, packet[2], packet[3]})
	}
	n := 4
	if h.proto == protoICMP || h.proto == protoICMP6 {
		n = 6
	}
	f.Write(packet[h.len : h.len+n])
	return mix(f.Sum64())
}

// mix spreads every bit of x over all of the result (the finalizer of
// splitmix64), because a network takes the hash modulo a small number, and the
// lowest bits of FNV depend on the lowest bits of the input alone.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
