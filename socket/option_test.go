package socket

import (
	"errors"
	"slices"
	"testing"
)

func TestOptionsOfEachSystem(t *testing.T) {
	type set [3]int // level, name, value
	kame6 := []set{{41, 0x25, 1}, {41, 0x24, 1}}
	for _, c := range []struct {
		os     quirks
		v4, v6 []set
	}{
		{linux, []set{{1, 35, 1}, {0, 12, 1}}, []set{{1, 35, 1}, {41, 51, 1}, {41, 49, 1}}},
		{darwin, []set{{0xffff, 0x400, 1}, {0, 24, 1}, {0, 25, 9}}, []set{{0xffff, 0x400, 1}, {41, 0x25, 1}, {41, 0x3d, 1}, {41, 125, 9}}},
		{freebsd, []set{{0xffff, 0x400, 1}, {0, 65, 1}}, append([]set{{0xffff, 0x400, 1}}, kame6...)},
		{openbsd, []set{{0xffff, 0x800, 1}, {0, 31, 1}}, append([]set{{0xffff, 0x800, 1}}, kame6...)},
		{netbsd, []set{{0xffff, 0x2000, 1}, {0, 23, 1}}, append([]set{{0xffff, 0x2000, 1}}, kame6...)},
		{dragonfly, []set{{0xffff, 0x400, 1}, {0, 65, 1}}, append([]set{{0xffff, 0x400, 1}}, kame6...)},
	} {
		bound := 0
		if c.os.boundInterface != 0 {
			bound = 9
		}
		for v6, want := range map[bool][]set{false: c.v4, true: c.v6} {
			var got []set
			for _, o := range c.os.options(v6, bound) {
				got = append(got, set{o.level, o.name, o.value})
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s, IPv6 %v: %v, want %v", c.os.name, v6, got, want)
			}
		}
	}
}

func TestWhatSystemsLack(t *testing.T) {
	for _, c := range []struct {
		os     quirks
		config Config
		want   string
	}{
		{darwin, Config{Interface: "en0"}, ""},
		{darwin, Config{Mark: 3}, "macOS cannot mark packets: unsupported operation"},
		{freebsd, Config{Interface: "em0"}, "FreeBSD cannot keep probes to the interface em0: " +
			"give an address of it as their source instead (unsupported operation)"},
		{netbsd, Config{DontFragment: true, TOS: 3}, ""},
	} {
		err := c.os.lacking(c.config)
		if got := ""; err != nil {
			got = err.Error()
			if got != c.want || !errors.Is(err, errors.ErrUnsupported) {
				t.Errorf("%+v: %s, want %s", c.config, got, c.want)
			}
		} else if c.want != "" {
			t.Errorf("%+v: no error, want %s", c.config, c.want)
		}
	}
}

func TestWaysOfEachSystem(t *testing.T) {
	unprivileged := map[way][2]bool{ // IPv4, IPv6
		{ICMP, Datagram}: {true, true}, {UDP, Datagram}: {false, true}, {TCP, Datagram}: {true, true},
	}
	for _, os := range systems[1:] {
		for _, raw := range []way{{ICMP, Raw}, {UDP, Raw}, {TCP, Raw}} {
			if !os.has(raw, false) || !os.has(raw, true) {
				t.Errorf("%s has no %s", os.name, raw)
			}
		}
		for w, on := range unprivileged {
			if os.name != "macOS" {
				on = [2]bool{}
			}
			if got := [2]bool{os.has(w, false), os.has(w, true)}; got != on {
				t.Errorf("%s: %s in IPv4, IPv6: %v, want %v", os.name, w, got, on)
			}
		}
	}
}
