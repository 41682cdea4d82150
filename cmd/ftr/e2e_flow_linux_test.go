package main

import (
	"context"
	"fmt"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"ftr/internal/lab"
	"ftr/internal/simnet"
	"ftr/socket"
	"ftr/trace"
)

// repeats returns how often to repeat what is a matter of chance: FTR_RUNS
// says so, for a thorough test.
func repeats(t *testing.T) int {
	t.Helper()
	if n, err := strconv.Atoi(os.Getenv("FTR_RUNS")); err == nil {
		return n
	}
	if testing.Short() {
		return 5
	}
	return 20
}

// atOnce is how many runs of ftr are under way at a time where their own time
// does not matter. With quotes of 8 bytes it does: an answer that comes later
// than the next query to the same TTL names neither.
const (
	atOnce      = 20
	atOnceShort = 4
)

// many runs ftr n times with --json and the arguments, a few at once, and
// returns what the runs say.
func (m *machine) many(n, few int, args ...string) []traced {
	m.t.Helper()
	ctx, cancel := context.WithTimeout(m.t.Context(), 2*time.Minute)
	defer cancel()
	c := m.command(append([]string{"--json"}, args...)...)
	results, errs := make([]lab.Result, n), make([]error, n)
	slots := make(chan struct{}, few)
	var wg sync.WaitGroup
	for i := range n {
		slots <- struct{}{}
		wg.Go(func() {
			results[i], errs[i] = m.Run(ctx, c)
			<-slots
		})
	}
	wg.Wait()
	var ds []traced
	for i, r := range results {
		if errs[i] != nil || r.Status != exitOK || len(r.Stderr) > 0 {
			m.t.Fatalf("run %d: status %d, %v: %s", i+1, r.Status, errs[i], r.Stderr)
		}
		ds = append(ds, read(m.t, r.Stdout))
	}
	return ds
}

// All probes of a trace take one path where routers balance per flow. Where a
// quote of 8 bytes leaves no way to tell the probes of one flow apart, hops may
// have been found on another path, and say so.
func TestBalancingPerFlow(t *testing.T) {
	for _, name := range []string{"ecmp", "ecmp6"} {
		for _, by := range byFlow {
			for _, short := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s/%s/short quotes %v", name, by.name, short), func(t *testing.T) {
					t.Parallel()
					m := newMachine(t, balanced(t, name, short), by, lab.Options{})
					n, few := repeats(t), atOnce
					if short {
						n, few = max(1, n/5), atOnceShort
					}
					for _, d := range m.many(n, few, append(probesOnly, "-q", "3", m.dest())...) {
						wantMethod(t, d, by)
						wantTruth(t, d, m.world.Truth(by.protocol))
						wantOnePath(t, d, short && by.protocol == socket.UDP)
					}
				})
			}
		}
	}
}

// wantOnePath checks that no hop shows two routers, but for those that are
// marked as found with a flow of their own, where there may be such.
func wantOnePath(t *testing.T, d traced, mayVary bool) {
	t.Helper()
	for _, h := range d.Hops {
		varied := slices.Contains(h.Notes, string(trace.NoteFlowVaried))
		if varied && !mayVary {
			t.Errorf("hop %d was found with a flow of its own", h.TTL)
		}
		if got := h.addresses(); len(got) > 1 && !varied {
			t.Errorf("hop %d shows %v, want one of them", h.TTL, got)
		}
		if slices.Contains(h.Notes, string(trace.NotePerPacket)) {
			t.Errorf("hop %d is said to be balanced per packet", h.TTL)
		}
		if varied && h.Loss != 0 {
			t.Errorf("hop %d is said to lose %v %% of the probes", h.TTL, h.Loss)
		}
	}
}

// balanced returns a built-in world, in which the routers quote as little as
// they may if short is true.
func balanced(t *testing.T, name string, short bool) *simnet.World {
	t.Helper()
	w, err := simnet.Builtin(name)
	if err != nil {
		t.Fatal(err)
	}
	if !short {
		return w
	}
	for i := range w.Hops {
		w.Hops[i].Quote = 8
	}
	return w
}

// Where each probe is a flow of its own, several routers at one TTL say nothing of
// how they are balanced, and the flow is said to vary.
func TestFlowsOfConnectionsVary(t *testing.T) {
	inEach(t, []string{"ecmp", "ecmp6"}, []method{byConnect}, func(t *testing.T, m *machine) {
		d := m.trace(append(probesOnly, "-q", "3", m.dest())...)
		wantTruth(t, d, m.world.Truth(m.method.protocol))
		if d.Flow != "varies" {
			t.Errorf("the flow is said to be %s", d.Flow)
		}
		several := 0
		for _, h := range d.Hops {
			if len(h.addresses()) > 1 {
				several++
			}
			if slices.Contains(h.Notes, string(trace.NotePerPacket)) {
				t.Errorf("hop %d is said to be balanced per packet", h.TTL)
			}
		}
		if several == 0 {
			t.Error("no hop shows several routers; the flow does not vary")
		}
	})
}

// The routers do balance: many runs do not all meet the same one.
func TestBalancingIsSeen(t *testing.T) {
	t.Parallel()
	m := inWorld(t, "ecmp", byRaw)
	met := map[netip.Addr]bool{}
	for _, d := range m.many(20, atOnce, append(probesOnly, m.dest())...) {
		met[d.hop(5).Address] = true
	}
	if len(met) < 2 {
		t.Errorf("20 runs met %v only; the world does not balance", met)
	}
}

// Where routers balance per packet, both stand at their TTL, which says so.
func TestBalancingPerPacket(t *testing.T) {
	inEach(t, []string{"perpacket", "perpacket6"}, byFlow, func(t *testing.T, m *machine) {
		d := m.trace(append(probesOnly, "-q", "3", m.dest())...)
		truth := m.world.Truth(m.method.protocol)
		wantTruth(t, d, truth)
		for _, h := range d.Hops {
			several := len(truth.Shows[h.TTL]) > 1
			if flagged := slices.Contains(h.Notes, string(trace.NotePerPacket)); flagged != several {
				t.Errorf("hop %d is flagged: %v, want %v", h.TTL, flagged, several)
			}
			if len(h.addresses()) != len(truth.Shows[h.TTL]) || several != (len(h.Responders) > 0) {
				t.Errorf("hop %d shows %v, want %v", h.TTL, h.addresses(), truth.Shows[h.TTL])
			}
		}
	})
}

// Hostile packets with every probe put nobody on the path, and nobody off it,
// and are not worth a word.
func TestNoise(t *testing.T) {
	inEach(t, []string{"noise", "noise6"}, methods, func(t *testing.T, m *machine) {
		for _, d := range m.many(5, atOnce, append(probesOnly, "-q", "3", m.dest())...) {
			wantTruth(t, d, m.world.Truth(m.method.protocol))
			wantEnd(t, d, endOf(m.world, m.method.protocol))
			for _, h := range d.Hops {
				if slices.Contains(h.addresses(), m.Phantom()) {
					t.Errorf("hop %d is %v, who is nowhere", h.TTL, h.addresses())
				}
			}
		}
	})
}
