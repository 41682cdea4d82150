package socket

import (
	"encoding/binary"
	"net/netip"
)

// A datagram is an IP packet taken apart as far as a quote of it goes.
type datagram struct {
	src, dst netip.Addr
	proto    uint8  // IANA protocol number
	ttl, tos uint8  // hop limit and traffic class in IPv6
	length   uint16 // of what follows the header, as it says, which some routers change; zero for a fragment
	body     []byte
}

// parseDatagram reads the IP header of the given family at the start of b. It
// refuses fragments other than the first, whose body is not a header. It does
// not look at the length field: quotes are shorter, and some routers have
// already changed it.
func parseDatagram(v6 bool, b []byte) (datagram, bool) {
	if v6 {
		return parseDatagram6(b)
	}
	return parseDatagram4(b)
}

// parseDatagram4 follows RFC 791, section 3.1.
func parseDatagram4(b []byte) (datagram, bool) {
	if len(b) < headerLen4 || b[0]>>4 != 4 {
		return datagram{}, false
	}
	n := int(b[0]&0xf) * 4
	fragment := binary.BigEndian.Uint16(b[6:])
	if n < headerLen4 || n > len(b) || fragment&0x1fff != 0 {
		return datagram{}, false
	}
	length := binary.BigEndian.Uint16(b[2:]) - uint16(n)
	if fragment&moreFragments != 0 || int(binary.BigEndian.Uint16(b[2:])) < n {
		length = 0
	}
	return datagram{
		length: length,
		src:    netip.AddrFrom4([4]byte(b[12:])),
		dst:    netip.AddrFrom4([4]byte(b[16:])),
		proto:  b[9], ttl: b[8], tos: b[1],
		body: b[n:],
	}, true
}

// parseDelivered4 reads the header of a whole packet, as raw sockets deliver it. The
// length and the fragment field are not looked at: macOS, NetBSD and DragonFly
// deliver them in the byte order of the machine, and the length without that of the
// header (ip(4)); and nobody delivers fragments.
func parseDelivered4(b []byte) (datagram, bool) {
	if len(b) < headerLen4 || b[0]>>4 != 4 {
		return datagram{}, false
	}
	n := int(b[0]&0xf) * 4
	if n < headerLen4 || n > len(b) {
		return datagram{}, false
	}
	return datagram{
		src:   netip.AddrFrom4([4]byte(b[12:])),
		dst:   netip.AddrFrom4([4]byte(b[16:])),
		proto: b[9], ttl: b[8], tos: b[1],
		body: b[n:],
	}, true
}

// moreFragments is the flag of all fragments but the last one.
const moreFragments = 0x2000

// parseDatagram6 follows RFC 8200, section 3. Of extension headers it steps over
// that of a fragment, which our own kernel puts into what the link does not
// carry whole; probes have no other.
func parseDatagram6(b []byte) (datagram, bool) {
	if len(b) < headerLen6 || b[0]>>4 != 6 {
		return datagram{}, false
	}
	d := datagram{
		src:   netip.AddrFrom16([16]byte(b[8:])),
		dst:   netip.AddrFrom16([16]byte(b[24:])),
		proto: b[6], ttl: b[7], tos: b[0]<<4 | b[1]>>4,
		length: binary.BigEndian.Uint16(b[4:]),
		body:   b[headerLen6:],
	}
	if d.proto == protoFragment {
		return d, d.stepOver()
	}
	return d, true
}

// The fragment header of IPv6 (RFC 8200, section 4.5).
const (
	protoFragment = 44
	fragmentLen   = 8
)

// stepOver takes the fragment header off that the body begins with. It refuses
// a fragment that is not the first one. How long the whole is that was cut it
// cannot tell.
func (d *datagram) stepOver() bool {
	if len(d.body) < fragmentLen || binary.BigEndian.Uint16(d.body[2:])>>3 != 0 {
		return false
	}
	d.proto, d.body, d.length = d.body[0], d.body[fragmentLen:], 0
	return true
}
