package main

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"ftr/internal/simnet"
	"ftr/socket"
	"ftr/trace"
)

// In every built-in world ftr shows what is true, by every method.
func TestEveryWorld(t *testing.T) {
	inEach(t, simnet.Names(), methods, func(t *testing.T, m *machine) {
		d := traceWhole(m)
		wantMethod(t, d, m.method)
		wantTruth(t, d, m.world.Truth(m.method.protocol))
		wantEnd(t, d, endOf(m.world, m.method.protocol))
		wantNotes(t, d, m.world, m.method)
		if !m.world.DNS.Dead && m.world.DNS.Loss == 0 {
			wantNames(t, d, m.world)
		}
		if t.Failed() {
			t.Log(summary(d))
		}
	})
}

// traceWhole traces to the destination, however far that is. Where the world
// loses answers, a probe and its retry may both be lost: then again.
func traceWhole(m *machine) traced {
	m.t.Helper()
	args := []string{"-m", fmt.Sprint(max(defaultMaxTTL, len(m.world.Hops)+10)), m.dest()}
	d := m.trace(args...)
	for tries := 1; m.world.Dest.Loss > 0 && !complete(d, m.world.Truth(m.method.protocol)) && tries < 6; tries++ {
		d = m.trace(args...)
	}
	return d
}

// wantMethod checks how the probes are said to have been sent.
func wantMethod(t *testing.T, d traced, by method) {
	t.Helper()
	if d.Protocol != by.protocol.String() || d.SocketMode != by.mode {
		t.Errorf("got %s, %s, want %s, %s", d.Protocol, d.SocketMode, by.protocol, by.mode)
	}
}

// wantTruth checks that every hop is shown that answers, and nothing else.
func wantTruth(t *testing.T, d traced, truth simnet.Truth) {
	t.Helper()
	for _, ttl := range truth.Must {
		if !d.hop(ttl).Address.IsValid() {
			t.Errorf("hop %d is missing, want %v", ttl, truth.Shows[ttl])
		}
	}
	for i, h := range d.Hops {
		if h.TTL != i+d.Hops[0].TTL {
			t.Errorf("TTL %d stands in row %d", h.TTL, i+1)
		}
		for _, a := range h.addresses() {
			if !slices.Contains(truth.Shows[h.TTL], a) {
				t.Errorf("hop %d shows %v, want %v", h.TTL, a, truth.Shows[h.TTL])
			}
		}
	}
	if n := len(d.Hops); n > 0 && !d.Hops[n-1].Address.IsValid() {
		t.Errorf("the last row, %d, is of a silent hop", n)
	}
}

// complete reports whether every hop is shown that answers.
func complete(d traced, truth simnet.Truth) bool {
	for _, ttl := range truth.Must {
		if !d.hop(ttl).Address.IsValid() {
			return false
		}
	}
	return true
}

// An end is how a trace ends.
type end struct {
	stop trace.Stop
	ttl  int
	mark string // at that TTL
	hops int    // rows
}

// endOf returns how a trace in a world ends by right.
func endOf(w *simnet.World, p socket.Protocol) end {
	truth := w.Truth(p)
	last := 0
	if len(truth.Must) > 0 {
		last = truth.Must[len(truth.Must)-1]
	}
	for i, h := range w.Hops {
		if h.Unreachable != "" {
			return end{trace.StopUnreachable, i + 1, string(h.Unreachable), i + 1}
		}
		if r, ok := h.Rule(p); ok && r.With == "" {
			return end{trace.StopUnreachable, i + 1, portMark(h.Addrs[0]), i + 1}
		}
	}
	silent := w.Dest.Manner(p, 0) == simnet.Silent
	switch {
	case w.Loop != simnet.Loop{}:
		return end{stop: trace.StopLoop, ttl: w.Loop.First, hops: -1}
	case silent:
		return end{stop: trace.StopSilent, hops: last}
	case p == socket.UDP && w.Dest.From.IsValid():
		// A port unreachable from someone else than the target may be of a
		// firewall before it: it ends the path, but it is no arrival.
		return end{trace.StopUnreachable, last, portMark(w.Dest.From), last}
	}
	return end{stop: trace.StopReached, ttl: last, hops: last}
}

// portMark returns the mark of a port unreachable.
func portMark(from netip.Addr) string {
	if from.Is4() {
		return "!<3>"
	}
	return "!<4>"
}

// wantEnd checks how the trace ended.
func wantEnd(t *testing.T, d traced, want end) {
	t.Helper()
	if d.StopReason != string(want.stop) || d.StopTTL != want.ttl || d.Reached != (want.stop == trace.StopReached) {
		t.Errorf("ended as %s at %d, reached %v; want %s at %d", d.StopReason, d.StopTTL, d.Reached, want.stop, want.ttl)
	}
	if want.hops >= 0 && len(d.Hops) != want.hops {
		t.Errorf("%d rows, want %d", len(d.Hops), want.hops)
	}
	for _, h := range d.Hops {
		mark := ""
		if h.TTL == want.ttl {
			mark = want.mark
		}
		if h.Mark != mark {
			t.Errorf("hop %d is marked %q, want %q", h.TTL, h.Mark, mark)
		}
	}
}

// wantNotes checks what is said to be odd about the hops.
func wantNotes(t *testing.T, d traced, w *simnet.World, by method) {
	t.Helper()
	flow := "constant"
	if by.apart() {
		flow = "varies"
	}
	for _, h := range d.Hops {
		notes := slices.DeleteFunc(slices.Clone(h.Notes), func(n string) bool {
			return by.windows && n == string(trace.NoteUnstamped) // which a busy machine makes many replies
		})
		if i := slices.Index(notes, string(trace.NoteFlowVaried)); i >= 0 {
			flow, notes = "varies", slices.Delete(notes, i, i+1)
			if !mayVary(w, h.TTL, by) {
				t.Errorf("hop %d was found with a flow of its own", h.TTL)
			}
		}
		if h.TTL > len(w.Hops) && w.Dest.Dup > 0 && !by.apart() {
			continue // the copies may come after the end
		}
		if want := notesIn(w, h.TTL, by); !slices.Equal(notes, want) {
			t.Errorf("hop %d has the notes %q, want %q", h.TTL, notes, want)
		}
	}
	if d.Flow != flow {
		t.Errorf("the flow is %s, want %s", d.Flow, flow)
	}
}

// notesIn returns what by right is noted about the hop at a TTL.
func notesIn(w *simnet.World, ttl int, by method) []string {
	var notes []string
	note := func(n trace.Note, is bool) {
		if is {
			notes = append(notes, string(n))
		}
	}
	if ttl > len(w.Hops) {
		return nil
	}
	var before simnet.Hop
	if ttl > 1 {
		before = w.Hops[ttl-2]
	}
	h := w.Hops[ttl-1]
	note(trace.NoteDuplicates, h.Dup > 0 && !by.apart())
	note(trace.NoteNAT, before.NAT != "" && before.NAT != simnet.NATClean && by.mode == "Raw")
	// Only the quote of an ICMP error tells where its sender lies.
	note(trace.NoteIntercepted, slices.Contains(before.Intercept, by.protocol) && by.name == byUDPRaw.name)
	note(trace.NoteReturnPath, h.Back != before.Back && !by.windows) // which does not tell a reply's TTL
	note(trace.NoteZeroTTL, h.ZeroTTL && !by.apart())                // flows may meet the same router at different TTLs
	return notes
}

// mayVary reports whether the hop at a TTL may need a flow of its own: a quote
// of 8 bytes ends before the payload that UDP probes are told apart by where an
// error queue hides the ports. If that was the only probe under way when it was
// answered, it does not.
func mayVary(w *simnet.World, ttl int, by method) bool {
	return by.protocol == socket.UDP && ttl <= len(w.Hops) && w.Hops[ttl-1].Quote == 8
}

// summary writes what was found in few lines, for failures.
func summary(d traced) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s, %s flow, %d probes, %s at %d\n", d.Protocol, d.SocketMode, d.Flow, d.ProbesSent, d.StopReason, d.StopTTL)
	for _, h := range d.Hops {
		fmt.Fprintf(&b, "%2d %v %.2f %s %v %d/%d %s %s %s\n", h.TTL, h.addresses(), h.RTT, h.Mark, h.Notes, h.Received, h.Sent, h.Hostname, h.Segment, h.ASNInfo.Name)
	}
	return b.String()
}
