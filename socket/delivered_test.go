package socket

import (
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// What a router and a host say to a probe, from the ICMP header on. %L stands for
// the length of the quoted packet.
const (
	echoReplied = `0000 e4f3 1200 1234 edcb 010203040506 000000000000000000000000000000000000000000000000`

	timeExceeded = `0b00 bfcd 00000000 45b8 %L 0000 0000 0301 0000 c0000201 c6336407
		0800 dcf3 1200 1234 edcb 010203040506 000000000000000000000000000000000000000000000000`

	portUnreachable = `0303 b630 00000000 45b8 %L 0000 0000 0111 0000 c0000201 c6336407
		c350 829a 0028 c473 fff6 010203040506 000000000000000000000000000000000000000000000000`

	// Code 200 of the same type: no kernel knows it.
	unknownCode = `03c8 b56b 00000000 45b8 %L 0000 0000 0111 0000 c0000201 c6336407
		c350 829a 0028 c473 fff6 010203040506 000000000000000000000000000000000000000000000000`
)

// The IPv4 headers of what answers them, as they are on the wire: 60 and 88 bytes,
// not to be fragmented.
const (
	wire60 = "4500 003c 0001 4000 3c01 0000 c6336407 c0000201"
	wire88 = "4500 0058 0001 4000 3c01 0000 c00002fe c0000201"
)

// delivered are messages as the raw sockets of each system, and the datagram sockets
// of macOS, deliver them.
var delivered = []struct {
	os       quirks
	socket   string
	head60   string // IPv4 header of the echo reply
	head88   string // of the errors
	quoted   string // length of a packet that is quoted
	unknown  string // the same, in an error that the kernel does not understand
	noHeader bool
}{
	{os: linux, socket: "raw", head60: wire60, head88: wire88, quoted: "003c", unknown: "003c"},
	{os: freebsd, socket: "raw", head60: wire60, head88: wire88, quoted: "003c", unknown: "003c"},
	{os: openbsd, socket: "raw", head60: wire60, head88: wire88, quoted: "003c", unknown: "003c"},
	{
		os: netbsd, socket: "raw", quoted: "003c", unknown: "003c",
		head60: "4500 2800 0001 0040 3c01 0000 c6336407 c0000201",
		head88: "4500 4400 0001 0040 3c01 0000 c00002fe c0000201",
	},
	{
		os: dragonfly, socket: "raw", quoted: "003c", unknown: "003c",
		head60: "4500 2800 0001 0040 3c01 0000 c6336407 c0000201",
		head88: "4500 4400 0001 0040 3c01 0000 c00002fe c0000201",
	},
	{
		os: darwin, socket: "raw", quoted: "3c00", unknown: "003c",
		head60: "4500 2800 0001 0040 3c01 0000 c6336407 c0000201",
		head88: "4500 4400 0001 0040 3c01 0000 c00002fe c0000201",
	},
	{
		os: darwin, socket: "datagram", quoted: "3c00", unknown: "003c",
		head60: "4500 2800 0001 0040 3c01 0000 c6336407 c0000201",
		head88: "4500 4400 0001 0040 3c01 0000 c00002fe c0000201",
	},
	{os: darwin, socket: "datagram, stripped", quoted: "3c00", unknown: "003c", noHeader: true},
}

func TestMessagesAsEachSystemDeliversThem(t *testing.T) {
	if !little {
		t.Skip("the bytes are those of little-endian machines")
	}
	echo := echo{header: true, base: 0x1200, nonce: nonce{1, 2, 3, 4, 5, 6}}
	errors := udpErrors{udp{first: 33434, nonce: nonce{1, 2, 3, 4, 5, 6}}, 50000}
	quote := func(ttl uint8) Quote { return Quote{Known: true, TTL: ttl, TOS: testTOS} }
	for _, d := range delivered {
		echo.os, errors.os = d.os, d.os
		for _, c := range []struct {
			what       string
			head, body string
			quoted     string
			from       netip.Addr
			codec      codec
			want       arrival
		}{
			{"echo reply", d.head60, echoReplied, "", end4.dst, echo, arrival{
				seq: 0x1234, reply: Reply{From: end4.dst, Kind: EchoReply},
			}},
			{"time exceeded", d.head88, timeExceeded, d.quoted, end4.router, echo, arrival{
				seq: 0x1234, dst: end4.dst,
				reply: Reply{From: end4.router, Kind: TimeExceeded, ICMPType: 11, Quote: quote(3)},
			}},
			{"port unreachable", d.head88, portUnreachable, d.quoted, end4.dst, errors, arrival{
				seq: 9, dst: end4.dst,
				reply: Reply{From: end4.dst, Kind: PortUnreachable, ICMPType: 3, ICMPCode: 3, Quote: quote(1)},
			}},
			{"unknown code", d.head88, unknownCode, d.unknown, end4.dst, errors, arrival{
				seq: 9, dst: end4.dst,
				reply: Reply{From: end4.dst, Kind: Unreachable, ICMPType: 3, ICMPCode: 200, Quote: quote(1)},
			}},
		} {
			m := message{
				bytes: unhex(t, c.head+strings.ReplaceAll(c.body, "%L", c.quoted)),
				from:  netip.AddrPortFrom(c.from, 0),
			}
			c.want.numbered, c.want.reply.TTL = true, 0x3c
			if d.noHeader {
				m.ttl = 0x3c // by a control message
			}
			if got, ok := c.codec.decode(m); !ok || !reflect.DeepEqual(got, c.want) {
				t.Errorf("%s, %s socket, %s:\ngot  %+v, %v\nwant %+v", d.os.name, d.socket, c.what, got, ok, c.want)
			}
		}
	}
}

// A message that was damaged on its way is refused, also where the kernel damages
// them itself.
func TestDamagedMessagesAreRefused(t *testing.T) {
	echo := echo{header: true, base: 0x1200, nonce: nonce{1, 2, 3, 4, 5, 6}}
	for _, os := range systems {
		echo.os = os
		whole := unhex(t, wire88+strings.ReplaceAll(timeExceeded, "%L", "003c"))
		if _, ok := echo.decode(message{bytes: whole}); !ok {
			t.Errorf("%s: a whole message is refused", os.name)
		}
		for i := headerLen4; i < len(whole); i++ {
			whole[i] ^= 0x10
			if _, ok := echo.decode(message{bytes: whole}); ok {
				t.Errorf("%s: a message with byte %d changed is read", os.name, i)
			}
			whole[i] ^= 0x10
		}
		for n := range headerLen4 + 44 { // behind that are zeros
			if _, ok := echo.decode(message{bytes: whole[:n]}); ok {
				t.Errorf("%s: %d bytes of a message are read", os.name, n)
			}
		}
	}
}

// Linux keeps the order of a quoted length, so that nothing may change it.
func TestOnlyMacOSSwapsQuotes(t *testing.T) {
	b := unhex(t, strings.ReplaceAll(timeExceeded, "%L", "3c00"))
	for _, os := range systems {
		if got, want := os.whole(slices.Clone(b)), os.name == "macOS"; got != want {
			t.Errorf("%s: %v, want %v", os.name, got, want)
		}
	}
}
