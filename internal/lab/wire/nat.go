package wire

import (
	"encoding/binary"
	"net/netip"

	"ftr/internal/simnet"
	"ftr/socket"
)

// Addresses that a NAT sends under.
var (
	outside4 = netip.MustParseAddr("203.0.113.66")
	outside6 = netip.MustParseAddr("2001:db8:6667::66")
)

// translate leaves in the quoted packet q, whose IP headers end at head, what the
// NAT leaves there.
func (p *Probe) translate(q []byte, head int, n simnet.NAT) {
	switch n {
	case simnet.NATChecksum:
		p.disturb(q[head:])
	case simnet.NATAddress:
		p.moveOut(q, head)
	}
}

// disturb changes the checksum of the transport header t. The error goes back
// through the NAT, which puts the probe's own address and port back into the
// quote; what many leave is the checksum, which still is the one that the
// rewritten probe had.
func (p *Probe) disturb(t []byte) {
	// Any amount does that is not a multiple of 0xffff: it stands for the
	// difference between the two source addresses.
	p.addToChecksum(t, 0x2a15)
}

// moveOut gives the packet q the source that the probe had behind the NAT, and
// leaves identifier and port: a quote without these belongs to nobody.
func (p *Probe) moveOut(q []byte, head int) {
	outside, at := outside4, 12
	if p.Src.Is6() {
		outside, at = outside6, 8
	}
	copy(q[at:], outside.AsSlice())
	if p.Proto == socket.ICMP && p.Src.Is4() {
		return // its checksum does not include addresses
	}
	was, is := partial(0, p.Src.AsSlice()), partial(0, outside.AsSlice())
	p.addToChecksum(q[head:], was+uint32(^fold(is))) // RFC 1624, section 3
}

// addToChecksum adds to the checksum of the transport header t, but for a
// datagram without one, which a NAT respects.
func (p *Probe) addToChecksum(t []byte, amount uint32) {
	at := map[socket.Protocol]int{socket.ICMP: 2, socket.UDP: 6, socket.TCP: 16}[p.Proto]
	old := binary.BigEndian.Uint16(t[at:])
	if p.Proto != socket.UDP || old != 0 {
		binary.BigEndian.PutUint16(t[at:], fold(uint32(old)+amount))
	}
}
