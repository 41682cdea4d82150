package wire

import (
	"encoding/binary"
	"net/netip"
	"slices"

	"ftr/internal/simnet"
	"ftr/socket"
)

// Addresses that belong to no path: Phantom4 and Phantom6 send all noise, and
// elsewhere is what forged quotes were sent to. Who shows a phantom as a hop
// was taken in.
var (
	Phantom4 = netip.MustParseAddr("66.66.66.66")
	Phantom6 = netip.MustParseAddr("2001:db8:6666::66")

	elsewhere4 = netip.MustParseAddr("66.66.0.1")
	elsewhere6 = netip.MustParseAddr("2001:db8:6666::1")
)

// Noise returns the hostile packets of a kind that a network sends with the
// probe. None of them answers the probe: in each, at least one of the quoted
// destination, protocol, and identifier or ports is not there or is not the
// probe's, so that also an error queue, which hides the quoted IP header, can
// tell.
func (p *Probe) Noise(kind simnet.Noise) [][]byte {
	switch kind {
	case simnet.Truncated:
		return p.truncated()
	case simnet.Mislabelled:
		return p.mislabelled()
	case simnet.Foreign:
		return p.foreign()
	case simnet.Lying:
		return p.lying()
	case simnet.Forged:
		return p.forged()
	}
	return nil
}

// truncated returns errors that end before, in and right behind the quoted IP
// header, in the transport header, and within their own header.
func (p *Probe) truncated() [][]byte {
	var ps [][]byte
	for _, n := range []int{0, 1, p.head - 1, p.head, p.head + 3} {
		ps = append(ps, p.timeExceeded(p.raw[:n]))
	}
	stub := []byte{p.timeExceededType(), 0, 0, 0}
	return append(ps, p.phantom(p.icmpProto(), stub))
}

// mislabelled returns messages that quote something other than they say.
func (p *Probe) mislabelled() [][]byte {
	proto := slices.Clone(p.raw)
	*p.protoByte(proto) = p.otherProto()

	version := p.sentElsewhere()
	version[0] ^= 2 << 4 // 4 for 6 and 6 for 4

	reply := slices.Clone(p.raw) // an error about a reply of ours that we never sent
	if p.Proto == socket.ICMP {
		reply[p.head] ^= echo4 ^ echoReply4
	} else {
		p.estrange(reply)
	}

	unknown := slices.Concat([]byte{unassignedType, 0, 0, 0, 0, 0, 0, 0}, p.raw)
	return [][]byte{
		p.timeExceeded(p.sealed(proto)),
		p.timeExceeded(version),
		p.timeExceeded(reply),
		p.phantom(p.icmpProto(), unknown),
	}
}

// unassignedType is informational in ICMPv6, where a kernel takes unknown errors
// for errors, and unassigned in both versions (IANA).
const unassignedType = 206

// foreign returns answers to the probes of another process: to the same
// destination, but with another identifier or source port.
func (p *Probe) foreign() [][]byte {
	theirs := slices.Clone(p.raw)
	p.estrange(theirs)
	reply := []byte{echoReply4, 0, 0, 0, 0x55, 0x55, 0, 1}
	if p.Src.Is6() {
		reply[0] = echoReply6
	}
	return [][]byte{
		p.timeExceeded(theirs),
		p.portUnreachable(theirs),
		p.phantom(p.icmpProto(), reply),
	}
}

// lying returns errors whose lengths promise more than there is.
func (p *Probe) lying() [][]byte {
	header := slices.Clone(p.raw)
	if p.Src.Is4() {
		header[0] = 4<<4 | 15 // the longest header: 60 bytes
		header = header[:min(len(header), 60)]
	} else {
		header[6] = 0 // a hop-by-hop header comes first, which is said to be …
		header[p.head] = p.icmpProto()
		header[p.head+1] = 255 // … 2048 bytes long
	}

	theirs := slices.Clone(p.raw)
	p.estrange(theirs)
	padded := append(theirs, make([]byte, max(0, quoteLenExt-len(theirs)))...)[:quoteLenExt]
	// Extension header of version 2 without a checksum, then an object of
	// length 0, whose end a careless reader never reaches, or of 65535.
	endless := slices.Concat(padded, []byte{0x20, 0, 0, 0, 0, 0, 1, 1})
	beyond := slices.Concat(padded, []byte{0x20, 0, 0, 0, 0xff, 0xff, 1, 1})
	return [][]byte{
		p.timeExceeded(header),
		p.extended(theirs, 255),
		p.extended(endless, quoteLenExt),
		p.extended(beyond, quoteLenExt),
	}
}

// forged returns errors that have everything right, except that they quote a
// probe to someone else.
func (p *Probe) forged() [][]byte {
	q := p.sentElsewhere()
	return [][]byte{p.timeExceeded(q), p.portUnreachable(q)}
}

// sentElsewhere returns the probe as if it had gone to another destination.
func (p *Probe) sentElsewhere() []byte {
	q := slices.Clone(p.raw)
	if p.Src.Is6() {
		copy(q[24:], elsewhere6.AsSlice())
		return q
	}
	copy(q[16:], elsewhere4.AsSlice())
	return p.sealed(q)
}

// sealed makes the quoted IP header's checksum right and returns q.
func (p *Probe) sealed(q []byte) []byte {
	if p.Src.Is4() {
		seal4(q)
	}
	return q
}

// estrange makes the quoted probe one of another process.
func (p *Probe) estrange(q []byte) {
	at := p.head // source port
	if p.Proto == socket.ICMP {
		at += 4 // identifier
	}
	q[at] ^= 0x55
	q[at+1] ^= 0x55
}

func (p *Probe) protoByte(q []byte) *byte {
	if p.Src.Is6() {
		return &q[6]
	}
	return &q[9]
}

// otherProto returns a protocol that the probe is not of.
func (p *Probe) otherProto() uint8 {
	if p.Proto == socket.UDP {
		return p.icmpProto()
	}
	return protoUDP
}

func (p *Probe) timeExceededType() uint8 {
	if p.Src.Is6() {
		return 3 // RFC 4443, section 3.3
	}
	return 11 // RFC 792
}

func (p *Probe) timeExceeded(quote []byte) []byte {
	return p.hostile(p.timeExceededType(), 0, quote)
}

func (p *Probe) portUnreachable(quote []byte) []byte {
	if p.Src.Is6() {
		return p.hostile(1, 4, quote)
	}
	return p.hostile(3, 3, quote)
}

func (p *Probe) hostile(typ, code uint8, quote []byte) []byte {
	quote = quote[:min(len(quote), quoteLen6)] // of the longest probes not all fits
	return p.phantom(p.icmpProto(), slices.Concat([]byte{typ, code, 0, 0, 0, 0, 0, 0}, quote))
}

// extended returns a time exceeded whose length attribute (RFC 4884, section 4)
// says that the original datagram ends after n bytes, or as near to n as it can
// be said.
func (p *Probe) extended(rest []byte, n int) []byte {
	t := slices.Concat([]byte{p.timeExceededType(), 0, 0, 0, 0, 0, 0, 0}, rest)
	if p.Src.Is6() {
		t[4] = uint8(n / 8)
	} else {
		t[5] = uint8(n / 4)
	}
	return p.phantom(p.icmpProto(), t)
}

// phantom returns a packet with the ICMP message t from where no router is. Its
// own checksum is right: the kernel drops what is merely broken.
func (p *Probe) phantom(proto uint8, t []byte) []byte {
	from := Phantom4
	if p.Src.Is6() {
		from = Phantom6
	}
	const ttl = 60
	binary.BigEndian.PutUint16(t[2:], 0)
	return p.answer(header{src: from, ttl: ttl, proto: proto}, t, 2)
}
