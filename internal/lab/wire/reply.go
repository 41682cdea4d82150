package wire

import (
	"encoding/binary"
	"fmt"
	"slices"

	"golang.org/x/net/icmp"
	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"

	"ftr/internal/simnet"
	"ftr/socket"
)

// Reply returns the IP packet by which the network gives the answer to the
// probe. It is an error for the answer to be of a kind that does not fit the
// probe's protocol.
func (p *Probe) Reply(a simnet.Answer) ([]byte, error) {
	switch {
	case a.Kind == socket.EchoReply && p.Proto == socket.ICMP:
		return p.echoReply(a), nil
	case a.Kind == socket.SynAck && p.Proto == socket.TCP:
		return p.segment(a, flagSYN|flagACK, serverISN), nil
	case a.Kind == socket.Reset && p.Proto == socket.TCP:
		return p.segment(a, flagRST|flagACK, 0), nil
	case a.Kind == socket.Data && p.Proto == socket.UDP:
		return p.datagram(a)
	case isError(a.Kind):
		return p.icmpError(a)
	}
	return nil, fmt.Errorf("answer of kind %d to a probe of %v", a.Kind, p.Proto)
}

func isError(k socket.Kind) bool {
	switch k {
	case socket.TimeExceeded, socket.PortUnreachable, socket.Unreachable, socket.PacketTooBig:
		return true
	}
	return false
}

// echoReply sends the probe's identifier, sequence number and payload back.
func (p *Probe) echoReply(a simnet.Answer) []byte {
	t := slices.Clone(p.transport())
	t[0] = echoReply4
	if p.Src.Is6() {
		t[0] = echoReply6
	}
	return p.answer(header{src: a.From, ttl: uint8(a.TTL), proto: p.icmpProto()}, t, 2)
}

// serverISN is the initial sequence number of each connection that a server of
// the simulated internet opens. Any will do.
const serverISN = 0x5eed0001

// segment answers a SYN (RFC 9293, section 3.10.7).
func (p *Probe) segment(a simnet.Answer, flags uint8, seq uint32) []byte {
	syn := p.transport()
	t := make([]byte, tcpLen)
	copy(t[0:], syn[2:4])
	copy(t[2:], syn[0:2])
	binary.BigEndian.PutUint32(t[4:], seq)
	binary.BigEndian.PutUint32(t[8:], binary.BigEndian.Uint32(syn[4:])+1)
	t[12] = tcpLen / 4 << 4
	t[13] = flags
	if flags&flagSYN != 0 {
		binary.BigEndian.PutUint16(t[14:], 0xffff)
	}
	return p.answer(header{src: a.From, ttl: uint8(a.TTL), proto: protoTCP}, t, 16)
}

// datagram answers a UDP probe as a service would that speaks its own protocol:
// but for the ID and the question of a DNS query, the payload has nothing of the
// probe's.
func (p *Probe) datagram(a simnet.Answer) ([]byte, error) {
	payload := []byte("simulated service")
	if p.Query {
		var err error
		if payload, err = response(query(p.transport()[8:])); err != nil {
			return nil, fmt.Errorf("answering a DNS query: %w", err)
		}
	}
	t := make([]byte, 8, 8+len(payload))
	copy(t[0:], p.transport()[2:4])
	copy(t[2:], p.transport()[0:2])
	binary.BigEndian.PutUint16(t[4:], uint16(8+len(payload)))
	return p.answer(header{src: a.From, ttl: uint8(a.TTL), proto: protoUDP}, append(t, payload...), 6), nil
}

// answer returns a packet to the probe's source with the header h, whose
// destination is left to answer, and the transport t, whose checksum is to be
// written at offset sum.
func (p *Probe) answer(h header, t []byte, sum int) []byte {
	h.dst = p.Src
	binary.BigEndian.PutUint16(t[sum:], 0)
	c := checksum(pseudo(h.src, h.dst, h.proto, len(t)), t)
	if c == 0 && h.proto == protoUDP {
		c = 0xffff // zero would say that there is none (RFC 768)
	}
	binary.BigEndian.PutUint16(t[sum:], c)
	return packet(h, t)
}

func (p *Probe) icmpProto() uint8 {
	if p.Src.Is6() {
		return protoICMP6
	}
	return protoICMP
}

// errorTOS is the precedence of the ICMP errors of a router: internetwork
// control (RFC 1812, section 4.3.2.5).
const errorTOS = 0xc0

func (p *Probe) icmpError(a simnet.Answer) ([]byte, error) {
	is6 := p.Src.Is6()
	m := icmp.Message{Type: icmpType(a.Type, is6), Code: int(a.Code), Body: errorBody(a, is6, p.quote(a))}
	t, err := m.Marshal(nil)
	if err != nil {
		return nil, fmt.Errorf("writing an ICMP error of type %d: %w", a.Type, err)
	}
	if a.Extended() {
		spoil(t, a.Ext, is6)
	}
	if a.Kind == socket.PacketTooBig && !is6 {
		binary.BigEndian.PutUint16(t[6:], uint16(a.MTU)) // RFC 1191, section 4
	}
	return p.answer(header{src: a.From, ttl: uint8(a.TTL), tos: errorTOS, proto: p.icmpProto()}, t, 2), nil
}

func icmpType(typ uint8, is6 bool) icmp.Type {
	if is6 {
		return ipv6.ICMPType(typ)
	}
	return ipv4.ICMPType(typ)
}

// unreachableType is that of destination unreachable (RFC 792, RFC 4443).
func unreachableType(is6 bool) uint8 {
	if is6 {
		return uint8(ipv6.ICMPTypeDestinationUnreachable)
	}
	return uint8(ipv4.ICMPTypeDestinationUnreachable)
}

// errorBody returns the body of an error; of those that x/net has none for, the
// four bytes before the quote are zero.
func errorBody(a simnet.Answer, is6 bool, quote []byte) icmp.MessageBody {
	switch {
	case is6 && a.Kind == socket.PacketTooBig:
		return &icmp.PacketTooBig{MTU: a.MTU, Data: quote}
	case a.Kind == socket.TimeExceeded:
		return &icmp.TimeExceeded{Data: quote, Extensions: extensions(a)}
	case a.Type == unreachableType(is6):
		return &icmp.DstUnreach{Data: quote, Extensions: extensions(a)}
	}
	return &icmp.RawBody{Data: append(make([]byte, 4), quote...)}
}
