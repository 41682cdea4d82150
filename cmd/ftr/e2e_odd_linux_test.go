package main

import (
	"slices"
	"testing"

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
		return !by.apart()
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
