package socket

import (
	"bytes"
	"encoding/binary"
	"net/netip"
	"reflect"
	"testing"
	"time"
)

// received are the control messages of one packet as each 64-bit, little-endian
// system lays them out: a stamp of 1795415104.000123 s, TTL 57 of IPv4, hop limit 58,
// and 2001:db8::1 as the address that the packet came to.
var received = []struct {
	os   quirks
	cmsg layout // where it is not the one of os
	v4   string
	v6   string
}{
	{
		os: linux,
		v4: `2000000000000000 01000000 23000000 40dc036b00000000 78e0010000000000
			1400000000000000 00000000 02000000 39000000 00000000`,
		v6: `1400000000000000 29000000 34000000 3a000000 00000000
			2400000000000000 29000000 32000000 20010db8000000000000000000000001 03000000 00000000`,
	},
	{
		os: darwin, // behind the microseconds may be anything
		v4: `1c000000 ffff0000 02000000 40dc036b00000000 7b000000 efbeadde
			0d000000 00000000 18000000 39 000000`,
		v6: `10000000 29000000 2f000000 3a000000
			20000000 29000000 2e000000 20010db8000000000000000000000001 03000000`,
	},
	{
		os: freebsd,
		v4: `20000000 ffff0000 02000000 00000000 40dc036b00000000 7b00000000000000
			11000000 00000000 41000000 00000000 39 00000000000000`,
		v6: `14000000 29000000 2f000000 00000000 3a000000 00000000
			24000000 29000000 2e000000 00000000 20010db8000000000000000000000001 03000000 00000000`,
	},
	{
		os: openbsd,
		v4: `20000000 ffff0000 04000000 00000000 40dc036b00000000 7b00000000000000
			11000000 00000000 1f000000 00000000 39 00000000000000`,
		v6: `14000000 29000000 2f000000 00000000 3a000000 00000000
			24000000 29000000 2e000000 00000000 20010db8000000000000000000000001 03000000 00000000`,
	},
	{
		os: netbsd,
		v4: `20000000 ffff0000 08000000 00000000 40dc036b00000000 7b000000 efbeadde
			11000000 00000000 17000000 00000000 39 00000000000000`,
		v6: `14000000 29000000 2f000000 00000000 3a000000 00000000
			24000000 29000000 2e000000 00000000 20010db8000000000000000000000001 03000000 00000000`,
	},
	{
		os: netbsd, cmsg: layout{lenSize: 4, align: 16}, // arm64
		v4: `20000000 ffff0000 08000000 00000000 40dc036b00000000 7b000000 efbeadde
			11000000 00000000 17000000 00000000 39 000000000000000000000000000000`,
		v6: `14000000 29000000 2f000000 00000000 3a000000 000000000000000000000000
			24000000 29000000 2e000000 00000000 20010db8000000000000000000000001 03000000 000000000000000000000000`,
	},
	{
		os: dragonfly,
		v4: `20000000 ffff0000 02000000 00000000 40dc036b00000000 7b00000000000000
			11000000 00000000 41000000 00000000 39 00000000000000`,
		v6: `14000000 29000000 2f000000 00000000 3a000000 00000000
			24000000 29000000 2e000000 00000000 20010db8000000000000000000000001 03000000 00000000`,
	},
}

func TestControlMessagesOfEachSystem(t *testing.T) {
	if !little {
		t.Skip("the bytes are those of little-endian machines")
	}
	for _, c := range received {
		if c.cmsg != (layout{}) {
			c.os.cmsg = c.cmsg
		}
		at := time.Unix(1795415104, 123000)
		var m message
		if f := c.os.annotate(&m, unhex(t, c.v4)); f != nil || !m.at.Equal(at) || m.ttl != 57 || m.to.IsValid() {
			t.Errorf("%s, IPv4: %+v, %v, want TTL 57 at %s", c.os.name, m, f, at)
		}
		m = message{}
		to := netip.MustParseAddr("2001:db8::1")
		if f := c.os.annotate(&m, unhex(t, c.v6)); f != nil || m.ttl != 58 || m.to != to || !m.at.IsZero() {
			t.Errorf("%s, IPv6: %+v, %v, want hop limit 58 to %s", c.os.name, m, f, to)
		}
	}
}

// What the numbers of one system mean elsewhere is not believed there.
func TestControlMessagesOfOthersSayNothing(t *testing.T) {
	for _, os := range systems {
		var b []byte
		for _, level := range []int{0, 1, 41, 58, 0xffff} {
			for _, typ := range []int{0, 1, 99, 1 << 20} {
				b = os.cmsg.append(b, level, typ, make([]byte, 16))
			}
		}
		var m message
		if f := os.annotate(&m, b); f != nil || !reflect.DeepEqual(m, message{}) {
			t.Errorf("%s: %+v, %v, want nothing", os.name, m, f)
		}
	}
}

func TestControlMessagesToSend(t *testing.T) {
	if !little {
		t.Skip("the bytes are those of little-endian machines")
	}
	c := Config{TOS: 0xb8, DontFragment: true}
	kame := `14000000 29000000 2f000000 00000000 07000000 00000000
		14000000 29000000 3d000000 00000000 b8000000 00000000
		14000000 29000000 3e000000 00000000 01000000 00000000`
	for _, w := range []struct {
		os   quirks
		want string
	}{
		{linux, `1400000000000000 29000000 34000000 07000000 00000000
			1400000000000000 29000000 43000000 b8000000 00000000
			1400000000000000 29000000 3e000000 01000000 00000000`},
		{darwin, `10000000 29000000 2f000000 07000000
			10000000 29000000 24000000 b8000000
			10000000 29000000 3e000000 01000000`},
		{freebsd, kame},
		{openbsd, kame},
		{netbsd, kame},
		{dragonfly, kame},
	} {
		if got, want := w.os.controls6(7, c), unhex(t, w.want); !bytes.Equal(got, want) {
			t.Errorf("%s:\ngot  %x\nwant %x", w.os.name, got, want)
		}
		if n := len(w.os.cmsg.parse(w.os.controls6(7, Config{}))); n != 2 {
			t.Errorf("%s: %d messages without DF, want 2", w.os.name, n)
		}
	}
	if got, want := linux.ttlControl(false, 7), unhex(t, `1400000000000000 00000000 02000000 07000000 00000000`); !bytes.Equal(got, want) {
		t.Errorf("TTL of IPv4:\ngot  %x\nwant %x", got, want)
	}
}

// The last message may have no padding behind it.
func TestControlMessagesThatAreCutEndThem(t *testing.T) {
	l := darwin.cmsg
	whole := l.append(l.append(nil, 1, 2, []byte{3}), 4, 5, []byte{6, 7, 8, 9, 10})
	for n, want := range map[int]int{0: 0, 11: 0, 12: 0, 13: 1, 15: 1, 16: 1, 28: 1, 32: 1, 33: 2, 36: 2} {
		if got := l.parse(whole[:n]); len(got) != want {
			t.Errorf("%d bytes: %d messages, want %d", n, len(got), want)
		}
	}
	short := binary.NativeEndian.AppendUint32(nil, 11) // less than its own header
	if got := l.parse(append(short, make([]byte, 20)...)); len(got) != 0 {
		t.Errorf("a message of 11 bytes: %v", got)
	}
}

func TestParseTimeval(t *testing.T) {
	for name, c := range map[string]struct {
		fields []any
		short  bool
		want   time.Time
	}{
		"64 bits":                  {[]any{int64(5), int64(999999)}, false, time.Unix(5, 999999000)},
		"64 bits, int":             {[]any{int64(5), int32(999999), int32(-1)}, true, time.Unix(5, 999999000)},
		"32 bits, time_t of 64":    {[]any{int64(5), int32(999999)}, false, time.Unix(5, 999999000)},
		"32 bits":                  {[]any{int32(5), int32(999999)}, false, time.Unix(5, 999999000)},
		"before the epoch":         {[]any{int64(-1), int64(0)}, false, time.Unix(-1, 0)},
		"too short":                {[]any{int32(5)}, false, time.Time{}},
		"nothing":                  {nil, true, time.Time{}},
		"not a timeval of anybody": {[]any{int64(5), int64(6), int64(7)}, false, time.Time{}},
	} {
		var b []byte
		for _, f := range c.fields {
			b, _ = binary.Append(b, binary.NativeEndian, f)
		}
		if got := parseTimeval(b, c.short); !got.Equal(c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func FuzzControlMessages(f *testing.F) {
	for _, os := range systems {
		f.Add(os.controls6(3, Config{DontFragment: true}))
	}
	f.Add(make([]byte, 40))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, os := range systems {
			var m message
			os.annotate(&m, b)
			var again []byte
			cs := os.cmsg.parse(b)
			for _, c := range cs {
				again = os.cmsg.append(again, c.level, c.typ, c.data)
			}
			if got := os.cmsg.parse(again); len(got) != len(cs) || len(cs) > 0 && !reflect.DeepEqual(got, cs) {
				t.Errorf("%s: %x: %v, written and read again %v", os.name, b, cs, got)
			}
		}
	})
}
