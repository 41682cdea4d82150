package main

import (
	"slices"
	"testing"
	"time"

	"ftr/trace"
)

// bySize are the methods that can choose the size of their probes.
var bySize = []method{byRaw, byPing, byUDPRaw, byUDP, byTCPRaw}

// Each link that is narrower than the path before it is found, at its hop, in
// less than five times the longest round trip.
func TestPathMTU(t *testing.T) {
	for _, world := range []string{"mtu", "mtu6"} {
		for _, by := range bySize {
			m := inWorld(t, world, by)
			wantWithin(t, world+", "+by.name, lenient(5*m.world.Dest.RTT), func() time.Duration {
				d, r := m.measured(slices.Concat([]string{"--mtu"}, probesOnly, []string{m.dest()})...)
				wantTruth(t, d, m.world.Truth(by.protocol))
				wantMTUs(t, d, 1280, map[int]int{4: 1400, 8: 1280})
				return r.Wall
			})
		}
	}
}

// Where long packets vanish without a word, that is said of the right hop.
func TestBlackHole(t *testing.T) {
	inEach(t, []string{"blackhole", "blackhole6"}, bySize, func(t *testing.T, m *machine) {
		d := m.trace(slices.Concat([]string{"--mtu"}, probesOnly, []string{m.dest()})...)
		wantTruth(t, d, m.world.Truth(m.method.protocol))
		wantMTUs(t, d, 1400, map[int]int{5: 1400})
		for _, h := range d.Hops {
			if named := slices.Contains(h.Notes, string(trace.NoteBlackHole)); named != (h.TTL == 5) {
				t.Errorf("hop %d is called a black hole: %v", h.TTL, named)
			}
		}
	})
}
