package socket

import (
	"net/netip"
	"testing"
)

func TestCheck(t *testing.T) {
	good := Probe{Dst: hostA, TTL: 1}
	for _, c := range []struct {
		name   string
		change func(*Probe)
		want   string // empty: nothing is wrong
	}{
		{"zero values", func(p *Probe) {}, ""},
		{"the extremes", func(p *Probe) { p.TTL, p.Flow, p.Size = 255, maxFlow, maxPacket }, ""},
		{"the shortest", func(p *Probe) { p.Size = 36 }, ""},
		{"no destination", func(p *Probe) { p.Dst = netip.Addr{} }, "no destination"},
		{"another family", func(p *Probe) { p.Dst = end6.dst }, "2001:db8:7::7 is not an IPv4 address"},
		{"mapped", func(p *Probe) { p.Dst = netip.MustParseAddr("::ffff:192.0.2.1") }, "::ffff:192.0.2.1 is not an IPv4 address"},
		{"TTL 0", func(p *Probe) { p.TTL = 0 }, "TTL 0 is not in 1 to 255"},
		{"TTL 256", func(p *Probe) { p.TTL = 256 }, "TTL 256 is not in 1 to 255"},
		{"flow -1", func(p *Probe) { p.Flow = -1 }, "flow -1 is not in 0 to 1023"},
		{"flow 1024", func(p *Probe) { p.Flow = 1024 }, "flow 1024 is not in 0 to 1023"},
		{"too short", func(p *Probe) { p.Size = 35 }, "size 35 is under 36 bytes, the shortest probe"},
		{"too long", func(p *Probe) { p.Size = 65536 }, "size 65536 is over 65535 bytes"},
	} {
		p := good
		c.change(&p)
		got := ""
		if err := check(p, false, maxFlow); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	mapped := Probe{Dst: netip.MustParseAddr("::ffff:192.0.2.1"), TTL: 1}
	if err := check(mapped, true, maxFlow); err == nil {
		t.Error("an IPv4-mapped address passes as IPv6")
	}
}

func TestPayloadLen(t *testing.T) {
	for _, c := range []struct {
		size int
		v6   bool
		want int
	}{{0, false, 32}, {0, true, 32}, {36, false, tagLen}, {56, true, tagLen}, {1500, false, 1472}, {1500, true, 1452}} {
		if got := payloadLen(Probe{Size: c.size}, c.v6); got != c.want {
			t.Errorf("size %d, IPv6 %v: %d, want %d", c.size, c.v6, got, c.want)
		}
	}
}
