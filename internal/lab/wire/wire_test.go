package wire

import (
	"encoding/binary"
	"net/netip"
	"slices"

	"ftr/socket"
)

var (
	src4 = netip.MustParseAddr("192.168.1.50")
	dst4 = netip.MustParseAddr("142.251.46.174")
	src6 = netip.MustParseAddr("2001:db8::50")
	dst6 = netip.MustParseAddr("2001:db8:ffff::174")
)

// sent returns a probe of 32 bytes of payload as a kernel writes it.
func sent(proto socket.Protocol, is6 bool) []byte {
	h := header{src: src4, dst: dst4, ttl: 7, tos: 0x20}
	if is6 {
		h.src, h.dst = src6, dst6
	}
	var t []byte
	var sum int
	switch proto {
	case socket.ICMP:
		h.proto, t, sum = protoICMP, []byte{echo4, 0, 0, 0, 0x12, 0x34, 0, 9}, 2
		if is6 {
			h.proto, t[0] = protoICMP6, echo6
		}
	case socket.UDP:
		h.proto, t, sum = protoUDP, []byte{0x9c, 0x40, 0x82, 0x9a, 0, 40, 0, 0}, 6
	case socket.TCP:
		h.proto, t, sum = protoTCP, []byte{0x9c, 0x40, 1, 187, 0, 0, 0, 99, 0, 0, 0, 0, 0x50, flagSYN, 0xff, 0xff, 0, 0, 0, 0}, 16
	}
	if proto != socket.TCP {
		t = append(t, slices.Repeat([]byte{0xab}, 32)...)
	}
	binary.BigEndian.PutUint16(t[sum:], checksum(pseudo(h.src, h.dst, h.proto, len(t)), t))
	return packet(h, t)
}

var (
	protocols = []socket.Protocol{socket.ICMP, socket.UDP, socket.TCP}
	families  = map[string]bool{"IPv4": false, "IPv6": true}
)

// parsed is for packets that are known to be probes.
func parsed(b []byte) *Probe {
	p, err := Parse(b)
	if err != nil {
		panic(err)
	}
	return p
}
