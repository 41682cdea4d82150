package socket

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"
)

// reply4 returns what Windows leaves in a reply buffer for IPv4: an
// ICMP_ECHO_REPLY as a 64-bit program sees it.
func reply4(from string, status, ms uint32, data string) []byte {
	b := make([]byte, replyBufferLen(false, len(data)))
	a := netip.MustParseAddr(from).As4()
	copy(b, a[:])
	binary.LittleEndian.PutUint32(b[4:], status)
	binary.LittleEndian.PutUint32(b[8:], ms)
	binary.LittleEndian.PutUint16(b[12:], uint16(len(data)))
	copy(b[echoReplyLen4:], data)
	return b
}

// reply6 returns the same for IPv6: an ICMPV6_ECHO_REPLY.
func reply6(from string, scope, status, ms uint32) []byte {
	b := make([]byte, replyBufferLen(true, 0))
	a := netip.MustParseAddr(from).As16()
	copy(b[6:], a[:])
	binary.LittleEndian.PutUint32(b[22:], scope)
	binary.LittleEndian.PutUint32(b[28:], status)
	binary.LittleEndian.PutUint32(b[32:], ms)
	return b
}

func TestEchoReplyOfWindows(t *testing.T) {
	// As Wine left it for a router's answer and for a host's, and as a 64-bit system
	// does that has parsed it into an ICMP_ECHO_REPLY32, whose pointers are short.
	expired := append([]byte{10, 77, 1, 2, 0x05, 0x2b, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0}, make([]byte, 24)...)
	narrow := append([]byte{10, 77, 4, 2, 0, 0, 0, 0, 40, 0, 0, 0, 4, 0, 1, 0, 0x1c, 0x20, 0x33, 0x44, 0xff, 0, 0, 0, 0, 0, 0, 0}, "ping        "...)
	for name, c := range map[string]struct {
		v6   bool
		b    []byte
		want echoReply
	}{
		"router":      {false, expired, echoReply{netip.MustParseAddr("10.77.1.2"), 11013, 3}},
		"host":        {false, reply4("192.0.2.1", 0, 25, "data"), echoReply{netip.MustParseAddr("192.0.2.1"), 0, 25}},
		"32 bit":      {false, narrow, echoReply{netip.MustParseAddr("10.77.4.2"), 0, 40}},
		"nobody":      {false, reply4("0.0.0.0", 11010, 0, ""), echoReply{status: 11010}},
		"IPv6":        {true, reply6("2001:db8::1", 0, 11013, 7), echoReply{netip.MustParseAddr("2001:db8::1"), 11013, 7}},
		"link-local":  {true, reply6("fe80::1", 12, 0, 1), echoReply{netip.MustParseAddr("fe80::1%12"), 0, 1}},
		"nobody, too": {true, reply6("::", 0, 11010, 0), echoReply{status: 11010}},
	} {
		if got, ok := parseEchoReply(c.v6, c.b); !ok || got != c.want {
			t.Errorf("%s: got %+v, %t, want %+v", name, got, ok, c.want)
		}
	}
	if _, ok := parseEchoReply(false, make([]byte, echoReplyLen4-1)); ok {
		t.Error("a short reply is taken for one of IPv4")
	}
	if _, ok := parseEchoReply(true, make([]byte, echoReplyLen6-1)); ok {
		t.Error("a short reply is taken for one of IPv6")
	}
}

func TestEchoOptions(t *testing.T) {
	if got, want := echoOptions(255, true), [echoOptionsLen]byte{255, 0, 2, 0}; got != want {
		t.Errorf("got % x, want % x", got, want)
	}
	if got, want := echoOptions(1, false), [echoOptionsLen]byte{1}; got != want {
		t.Errorf("got % x, want % x", got, want)
	}
}

// The buffer has room for what the documentation asks for, an ICMP error and an
// IO_STATUS_BLOCK behind the reply and its data, and for what Wine does.
func TestReplyBufferLen(t *testing.T) {
	for _, payload := range []int{8, 32, 65507} {
		if got, want := replyBufferLen(false, payload), 40+payload+8+16; got < want {
			t.Errorf("IPv4, %d bytes: %d, want at least %d", payload, got, want)
		}
		if got, want := replyBufferLen(true, payload), 36+payload+8+16; got < want {
			t.Errorf("IPv6, %d bytes: %d, want at least %d", payload, got, want)
		}
	}
}

func TestReplyWait(t *testing.T) {
	const ms = time.Millisecond
	for timeout, want := range map[time.Duration]time.Duration{
		1 * ms: 100 * ms, 30 * ms: 100 * ms, 70 * ms: 120 * ms, 100 * ms: 150 * ms, time.Second: 1050 * ms,
		0: memory, memory: memory,
	} {
		if got := replyWait(timeout); got != want {
			t.Errorf("%v: got %v, want %v", timeout, got, want)
		}
	}
}

// An IPAddr has the bytes of the address in their order in memory.
func TestIPAddr(t *testing.T) {
	b := binary.LittleEndian.AppendUint32(nil, ipAddr(netip.MustParseAddr("192.0.2.1")))
	if want := []byte{192, 0, 2, 1}; !slices.Equal(b, want) {
		t.Errorf("got % x, want % x", b, want)
	}
}

func FuzzEchoReplyOfWindows(f *testing.F) {
	f.Add(false, uint32(1), uint32(0), reply4("192.0.2.1", 0, 25, "data"))
	f.Add(false, uint32(1), uint32(0), reply4("10.0.0.1", 11013, 3, ""))
	f.Add(true, uint32(1), uint32(0), reply6("fe80::1", 3, 11003, 3))
	f.Add(true, uint32(0), uint32(11010), []byte(strings.Repeat("\x00", 300)))
	f.Fuzz(func(t *testing.T, v6 bool, count, code uint32, b []byte) {
		o := outcomeOf(v6, count, code, b)
		r := o.reply
		switch {
		case o.err != nil && r.Kind != 0:
			t.Errorf("both %v and %+v", o.err, r)
		case r.Kind != 0 && (!r.From.IsValid() || r.From.Is4() == v6 || r.From.IsUnspecified()):
			t.Errorf("a reply from %v", r.From)
		case count == 0 && r.Kind != 0:
			t.Errorf("%+v of no reply", r)
		}
	})
}
