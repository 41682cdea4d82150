package wire

import (
	"encoding/binary"

	"ftr/internal/simnet"
	"ftr/socket"
)

// A Probe is a packet that a program sent, as the simulated internet and as the
// wire see it.
type Probe struct {
	simnet.Packet

	// Intact reports whether checksum and length of the transport are right. A
	// router does not look at them; a host drops what is not intact.
	Intact bool

	raw   []byte // the IP packet
	head  int    // length of the IP header
	first []byte // the first fragment; nil: it came whole
}

// Parse reads the IP packet at the start of b. It is an error for b not to hold
// a whole and unfragmented ICMP or ICMPv6 echo request, UDP datagram or TCP SYN.
// The Probe keeps b.
func Parse(b []byte) (*Probe, error) {
	h, err := parseHeader(b)
	if err != nil {
		return nil, err
	}
	p := &Probe{raw: b[:h.total], head: h.len}
	p.Src, p.Dst = h.src, h.dst
	p.TTL, p.TOS = int(h.ttl), h.tos
	p.Len, p.DontFragment = h.total, h.df
	if err := p.parseTransport(h.proto); err != nil {
		return nil, err
	}
	p.FlowHash = flowHash(p.raw, h)
	return p, nil
}

// transport returns what follows the IP header.
func (p *Probe) transport() []byte { return p.raw[p.head:] }

func (p *Probe) parseTransport(proto uint8) error {
	t := p.transport()
	sumOK := checksum(pseudo(p.Src, p.Dst, proto, len(t)), t) == 0
	switch {
	case len(t) < 8:
		return errShort
	case proto == protoUDP:
		p.Proto = socket.UDP
		p.DstPort = binary.BigEndian.Uint16(t[2:])
		p.Query = p.DstPort == dnsPort && query(t[8:]) != nil
		p.Intact = int(binary.BigEndian.Uint16(t[4:])) == len(t) && (sumOK || noChecksum(p))
		return nil
	case proto == protoTCP:
		p.Intact = sumOK
		return p.parseTCP(t)
	case proto == protoICMP && p.Dst.Is4() && t[0] == echo4 && t[1] == 0,
		proto == protoICMP6 && p.Dst.Is6() && t[0] == echo6 && t[1] == 0:
		p.Proto = socket.ICMP
		p.Intact = sumOK
		return nil
	}
	return errNoProbe
}

// Types of echo request and reply (RFC 792, RFC 4443).
const (
	echo4, echoReply4 = 8, 0
	echo6, echoReply6 = 128, 129
)

// noChecksum reports whether the UDP datagram was sent without a checksum,
// which IPv4 allows and IPv6 does not (RFC 768, RFC 8200 section 8.1).
func noChecksum(p *Probe) bool {
	return p.Dst.Is4() && binary.BigEndian.Uint16(p.transport()[6:]) == 0
}

// Bits of the TCP flags (RFC 9293, section 3.1).
const (
	flagSYN = 1 << 1
	flagRST = 1 << 2
	flagACK = 1 << 4
)

const tcpLen = 20 // of a TCP header without options

// parseTCP takes a segment that asks for a connection. Others belong to a
// connection that a probe happened to make.
func (p *Probe) parseTCP(t []byte) error {
	if len(t) < tcpLen {
		return errShort
	}
	if t[13]&(flagSYN|flagACK|flagRST) != flagSYN {
		return ErrSegment
	}
	p.Proto = socket.TCP
	p.DstPort = binary.BigEndian.Uint16(t[2:])
	p.SYN = true
	return nil
}
