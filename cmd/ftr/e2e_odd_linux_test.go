package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ftr/socket"
	"ftr/trace"
)

// quoting are the methods that see the quoted IP header.
var quoting = []method{byRaw, byUDPRaw, byTCPRaw}

// An oddWorld is a built-in world and what is odd in it.
type oddWorld struct {
	world string
	note  trace.Note
	ttls  []int // of the hops to name
}

var oddWorlds = []oddWorld{
	{"nat", trace.NoteNAT, []int{4}},
	{"bleach", trace.NoteTOS, []int{4}},
	{"asym", trace.NoteReturnPath, []int{5}},
	{"zerottl", trace.NoteZeroTTL, []int{4}},
	{"perpacket", trace.NotePerPacket, []int{5, 7}},
	{"intercept", trace.NoteIntercepted, []int{6}},
}

// What is odd is named at the hop where it begins, and nowhere else, and does not
// end the path.
func TestOdditiesAreNamed(t *testing.T) {
	for _, o := range oddWorlds {
		for _, world := range []string{o.world, o.world + "6"} {
			for _, by := range methods {
				t.Run(world+"/"+by.name, func(t *testing.T) {
					t.Parallel()
					m := inWorld(t, world, by)
					d := m.trace(slices.Concat([]string{"-q", "3", "--dscp", "af21"}, probesOnly, []string{m.dest()})...)
					wantOnlyTrue(t, d, m.world.Truth(by.protocol))
					wantNoted(t, d, o, by)
					if t.Failed() {
						t.Log(summary(d))
					}
				})
			}
		}
	}
}

// wantNoted checks that the oddity is named where it is, if the method can see
// it.
func wantNoted(t *testing.T, d traced, o oddWorld, by method) {
	t.Helper()
	var want []int
	if visible(o.note, by) {
		want = o.ttls
	}
	var got []int
	for _, h := range d.Hops {
		if slices.Contains(h.Notes, string(o.note)) {
			got = append(got, h.TTL)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s is named at hops %v, want %v", o.note, got, want)
	}
}

// visible reports whether a method can see an oddity: some show in the quoted IP
// header only, and where each probe is a flow of its own, several routers at one
// TTL or one at several say nothing without it.
func visible(note trace.Note, by method) bool {
	switch note {
	case trace.NoteNAT, trace.NoteTOS:
		return slices.ContainsFunc(quoting, func(m method) bool { return m.name == by.name })
	case trace.NotePerPacket, trace.NoteZeroTTL:
		return !by.connects()
	case trace.NoteIntercepted:
		return by.name == byUDPRaw.name // the quoted TTL shows how far its probe came
	}
	return true
}

// A firewall in the midst that rejects with port unreachable, as iptables does
// unless told otherwise, is not the destination: it ends the path where it
// stands.
func TestRejectIsNoArrival(t *testing.T) {
	inEach(t, []string{"reject", "reject6"}, methods, func(t *testing.T, m *machine) {
		d := m.trace(append(probesOnly, m.dest())...)
		wantEnd(t, d, endOf(m.world, m.method.protocol))
		wantTruth(t, d, m.world.Truth(m.method.protocol))
		if d.Reached || d.StopReason != string(trace.StopUnreachable) {
			t.Errorf("ended as %s, reached %v", d.StopReason, d.Reached)
		}
	})
}

// A loop is named where it begins, by each method.
func TestLoops(t *testing.T) {
	inEach(t, []string{"loop", "loop6"}, methods, func(t *testing.T, m *machine) {
		d := m.trace(append(probesOnly, m.dest())...)
		wantEnd(t, d, endOf(m.world, m.method.protocol))
	})
}

// Label stacks and interfaces are told alike by all methods, since Linux hands
// them through the error queue, too.
func TestExtensions(t *testing.T) {
	for _, world := range []string{"mpls", "mpls6"} {
		var first []string
		for _, by := range methods {
			m := inWorld(t, world, by)
			d := m.trace(append(probesOnly, m.dest())...)
			var got []string
			for _, h := range d.Hops {
				got = append(got, fmt.Sprintf("%d %v %v", h.TTL, h.MPLS, h.Interfaces))
			}
			if !strings.Contains(strings.Join(got, "\n"), "{") {
				t.Errorf("%s: no extensions:\n%s", world, strings.Join(got, "\n"))
			}
			if first == nil {
				first = got
			}
			if !slices.Equal(got, first) {
				t.Errorf("%s by %s:\ngot  %q\nwant %q", world, by.name, got, first)
			}
			wantExtensions(t, d, m)
		}
	}
}

// wantExtensions checks labels and interfaces against those of the world.
func wantExtensions(t *testing.T, d traced, m *machine) {
	t.Helper()
	for _, h := range d.Hops {
		if h.TTL > len(m.world.Hops) {
			continue
		}
		hop := m.world.Hops[h.TTL-1]
		var labels []socket.Label
		for _, l := range h.MPLS {
			labels = append(labels, socket.Label{Label: uint32(l.Label), Exp: uint8(l.Exp), Bottom: l.Bottom, TTL: uint8(l.TTL)})
		}
		if !slices.Equal(labels, hop.MPLS) {
			t.Errorf("hop %d has the labels %+v, want %+v", h.TTL, labels, hop.MPLS)
		}
		if len(h.Interfaces) != len(hop.Interfaces) {
			t.Errorf("hop %d tells of %d interfaces, want %d", h.TTL, len(h.Interfaces), len(hop.Interfaces))
			continue
		}
		for i, f := range h.Interfaces {
			want := hop.Interfaces[i]
			if f.Index != want.Index || f.Name != want.Name || f.MTU != want.MTU || f.Address != want.Addr {
				t.Errorf("hop %d, interface %d is %+v, want %+v", h.TTL, i, f, want)
			}
		}
	}
}
