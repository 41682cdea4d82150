package socket

import (
	"encoding/binary"
	"net/netip"
	"testing"

	"golang.org/x/net/icmp"
	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

// An end is a family with addresses on both sides of a path.
type end struct {
	v6               bool
	src, router, dst netip.Addr
}

var (
	end4 = end{false, netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.254"), netip.MustParseAddr("198.51.100.7")}
	end6 = end{true, netip.MustParseAddr("2001:db8::1"), netip.MustParseAddr("2001:db8::fe"), netip.MustParseAddr("2001:db8:7::7")}
	ends = map[string]end{"IPv4": end4, "IPv6": end6}
)

const (
	testTTL = 3
	testTOS = 0xb8
)

// echo returns the codec of a raw socket of the family.
func (e end) echo() echo {
	return echo{ipv6: e.v6, header: !e.v6, base: 0x1200, nonce: nonce{1, 2, 3, 4, 5, 6}}
}

// packet puts an IP header before body.
func packet(src, dst netip.Addr, proto, ttl uint8, body []byte) []byte {
	if src.Is6() {
		b := make([]byte, headerLen6, headerLen6+len(body))
		b[0], b[1] = 6<<4|testTOS>>4, testTOS<<4&0xf0
		binary.BigEndian.PutUint16(b[4:], uint16(len(body)))
		b[6], b[7] = proto, ttl
		copy(b[8:], src.AsSlice())
		copy(b[24:], dst.AsSlice())
		return append(b, body...)
	}
	b := make([]byte, headerLen4, headerLen4+len(body))
	b[0], b[1], b[8], b[9] = 4<<4|headerLen4/4, testTOS, ttl, proto
	binary.BigEndian.PutUint16(b[2:], uint16(headerLen4+len(body)))
	copy(b[12:], src.AsSlice())
	copy(b[16:], dst.AsSlice())
	return append(b, body...)
}

// probe returns an echo request as it arrives at a router.
func (e end) probe(t testing.TB, p Probe, seq uint16) []byte {
	b, err := e.echo().encode(p, seq)
	if err != nil {
		t.Fatal(err)
	}
	if e.v6 { // as the kernel does
		b = e.marshal(t, ipv6.ICMPTypeEchoRequest, 0, &icmp.RawBody{Data: b[4:]}, e.src, e.dst)
	}
	return packet(e.src, p.Dst, e.echo().proto(), testTTL, b)
}

// marshal returns an ICMP message with its checksum.
func (e end) marshal(t testing.TB, typ icmp.Type, code int, body icmp.MessageBody, src, dst netip.Addr) []byte {
	var pseudo []byte
	if e.v6 {
		pseudo = icmp.IPv6PseudoHeader(src.AsSlice(), dst.AsSlice())
	}
	b, err := (&icmp.Message{Type: typ, Code: code, Body: body}).Marshal(pseudo)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// received returns an ICMP message as the raw socket delivers it.
func (e end) received(t testing.TB, from netip.Addr, typ icmp.Type, code int, body icmp.MessageBody) message {
	b := e.marshal(t, typ, code, body, from, e.src)
	m := message{from: netip.AddrPortFrom(from, 0), to: e.src, ttl: 60}
	if m.bytes = b; !e.v6 {
		m.bytes = packet(from, e.src, protoICMP, 60, b)
		m.to = netip.Addr{}
	}
	return m
}

// timeExceeded returns a router's time exceeded message with a quote.
func (e end) timeExceeded(t testing.TB, quote []byte, exts ...icmp.Extension) message {
	typ := icmp.Type(ipv4.ICMPTypeTimeExceeded)
	if e.v6 {
		typ = ipv6.ICMPTypeTimeExceeded
	}
	return e.received(t, e.router, typ, 0, &icmp.TimeExceeded{Data: quote, Extensions: exts})
}

// echoReply returns the answer to a probe.
func (e end) echoReply(t testing.TB, from netip.Addr, p Probe, seq uint16) message {
	typ := icmp.Type(ipv4.ICMPTypeEchoReply)
	if e.v6 {
		typ = ipv6.ICMPTypeEchoReply
	}
	b, err := e.echo().encode(p, seq)
	if err != nil {
		t.Fatal(err)
	}
	return e.received(t, from, typ, 0, &icmp.RawBody{Data: b[4:]})
}
