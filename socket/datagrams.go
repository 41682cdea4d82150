package socket

import (
	"encoding/binary"
	"net/netip"
)

// datagrams is the codec of a raw socket that UDP datagrams leave from, in place of
// the UDP socket that owns their source port. Nothing comes to it.
type datagrams struct {
	udp
	source uint16 // port
}

// encode returns a datagram whose checksum is missing (RFC 768).
func (d datagrams) encode(p Probe, seq uint16) ([]byte, error) {
	payload, err := d.udp.encode(p, seq)
	if err != nil {
		return nil, err
	}
	b := make([]byte, transportHeadLen, transportHeadLen+len(payload))
	binary.BigEndian.PutUint16(b, d.source)
	binary.BigEndian.PutUint16(b[2:], d.udp.port(p.Flow))
	binary.BigEndian.PutUint16(b[4:], uint16(transportHeadLen+len(payload)))
	return append(b, payload...), nil
}

// port is zero: raw sockets know no ports.
func (d datagrams) port(int) uint16 { return 0 }

// sumUDP fills in the checksum of a datagram, for which zero has a meaning of its
// own (RFC 768).
func sumUDP(b []byte, src, dst netip.Addr) {
	pseudo := pseudoHeader(src, dst, protoUDP, uint16(len(b)))
	sum := ^sum(append(pseudo, b...))
	if sum == 0 {
		sum = 0xffff
	}
	binary.BigEndian.PutUint16(b[6:], sum)
}
