package main

import (
	"fmt"
	"testing"

	"ftr/internal/simnet"
	"ftr/socket"
)

// What routers tell in extensions of ICMP errors is shown by every method, also
// where nothing says that an extension begins.
func TestExtensionsAreShown(t *testing.T) {
	inEach(t, []string{"mpls", "mpls6"}, methods, func(t *testing.T, m *machine) {
		d := m.trace("-n", m.dest())
		for i, h := range m.world.Hops {
			if got, want := shownExtensions(d.hop(i+1)), extensionsOf(h); got != want {
				t.Errorf("hop %d: got %s, want %s", i+1, got, want)
			}
		}
	})
}

// extensionsOf returns in one line what a router tells.
func extensionsOf(h simnet.Hop) string {
	s := fmt.Sprint(h.MPLS)
	for _, i := range h.Interfaces {
		s += fmt.Sprintf(" %s %d %v %q %d", roleWords[i.Role], i.Index, i.Addr, i.Name, i.MTU)
	}
	return s
}

// shownExtensions returns in the same form what was printed about it.
func shownExtensions(h tracedHop) string {
	var labels []socket.Label
	for _, l := range h.MPLS {
		labels = append(labels, socket.Label{Label: uint32(l.Label), Exp: uint8(l.Exp), Bottom: l.Bottom, TTL: uint8(l.TTL)})
	}
	s := fmt.Sprint(labels)
	for _, i := range h.Interfaces {
		s += fmt.Sprintf(" %s %d %v %q %d", i.Role, i.Index, i.Address, i.Name, i.MTU)
	}
	return s
}
