package socket

import (
	"errors"
	"net/netip"
	"testing"
	"time"
)

var (
	hostA = netip.MustParseAddr("198.51.100.1")
	hostB = netip.MustParseAddr("198.51.100.2")
	epoch = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
)

// register adds probes toward hosts, with tokens 1, 2, 3, ….
func register(t *testing.T, tb *table, ps ...Probe) []*flight {
	t.Helper()
	var fs []*flight
	for i, p := range ps {
		p.Token = uint64(i + 1)
		f, err := tb.add(p, epoch)
		if err != nil {
			t.Fatal(err)
		}
		fs = append(fs, f)
	}
	return fs
}

func numbered(f *flight) arrival {
	return arrival{numbered: true, seq: f.seq, dst: f.Dst, flow: f.Flow, reply: Reply{Kind: TimeExceeded}}
}

func TestTableFindsANumberedProbe(t *testing.T) {
	tb := newTable(0xffff) // numbers wrap
	fs := register(t, tb, Probe{Dst: hostA}, Probe{Dst: hostB}, Probe{Dst: hostA, Flow: 3})
	for i, f := range fs {
		r, ok := tb.answer(numbered(f), epoch.Add(time.Duration(i+1)*time.Millisecond))
		if !ok || r.Token != uint64(i+1) || r.Kind != TimeExceeded || r.RTT != time.Duration(i+1)*time.Millisecond {
			t.Errorf("probe %d: %+v, %v", i, r, ok)
		}
	}
}

// A host sends a SYN-ACK again after a second, and which one came is not known.
func TestTableHasNoRTTOfASynAckThatMayBeTheSecond(t *testing.T) {
	for rtt, want := range map[time.Duration]time.Duration{time.Second - 1: time.Second - 1, time.Second: 0, 3 * time.Second: 0} {
		for kind, want := range map[Kind]time.Duration{SynAck: want, Reset: rtt, TimeExceeded: rtt} {
			tb := newTable(0)
			a := numbered(register(t, tb, Probe{Dst: hostA})[0])
			a.reply.Kind = kind
			if r, ok := tb.answer(a, epoch.Add(rtt)); !ok || r.RTT != want {
				t.Errorf("kind %d after %v: %+v, %v, want RTT %v", kind, rtt, r, ok, want)
			}
		}
	}
}

func TestTableChecksNumberFlowAndDestination(t *testing.T) {
	tb := newTable(0)
	f := register(t, tb, Probe{Dst: hostA, Flow: 1})[0]
	for what, change := range map[string]func(*arrival){
		"another number":      func(a *arrival) { a.seq++ },
		"another flow":        func(a *arrival) { a.flow = 0 },
		"another destination": func(a *arrival) { a.dst = hostB },
	} {
		a := numbered(f)
		change(&a)
		if r, ok := tb.answer(a, epoch); ok {
			t.Errorf("%s: got %+v, want nothing", what, r)
		}
	}
	a := numbered(f)
	a.dst = netip.Addr{} // an echo reply does not tell
	if _, ok := tb.answer(a, epoch); !ok {
		t.Error("an arrival without destination found nothing")
	}
}

func TestTableDeliversDuplicates(t *testing.T) {
	tb := newTable(0)
	f := register(t, tb, Probe{Dst: hostA})[0]
	for i := range 3 {
		if r, ok := tb.answer(numbered(f), epoch); !ok || r.Token != 1 {
			t.Errorf("arrival %d: %+v, %v, want token 1", i+1, r, ok)
		}
	}
}

func TestTableForgetsAfterTenSeconds(t *testing.T) {
	tb := newTable(0)
	f := register(t, tb, Probe{Dst: hostA})[0]
	if _, ok := tb.answer(numbered(f), epoch.Add(memory-1)); !ok {
		t.Error("forgotten too soon")
	}
	if r, ok := tb.answer(numbered(f), epoch.Add(memory)); ok {
		t.Errorf("after %v: %+v, want nothing", memory, r)
	}
	if len(tb.bySeq)+len(tb.order) != 0 {
		t.Errorf("%d and %d entries left, want none", len(tb.bySeq), len(tb.order))
	}
}

func TestTableDropsWhatWasNotSent(t *testing.T) {
	tb := newTable(0)
	fs := register(t, tb, Probe{Dst: hostA}, Probe{Dst: hostA})
	tb.drop(fs[0])
	if r, ok := tb.answer(numbered(fs[0]), epoch); ok {
		t.Errorf("got %+v, want nothing", r)
	}
	if r, ok := tb.answer(arrival{dst: hostA}, epoch); !ok || r.Token != 2 || r.Kind == Ambiguous {
		t.Errorf("unnumbered: %+v, %v, want token 2 for certain", r, ok)
	}
}

func TestTableNeverGivesANumberTwice(t *testing.T) {
	tb := newTable(9)
	seen := make(map[uint16]bool)
	for range noSeq {
		f, err := tb.add(Probe{Dst: hostA}, epoch)
		if err != nil || seen[f.seq] || f.seq == noSeq {
			t.Fatalf("after %d: %+v, %v", len(seen), f, err)
		}
		seen[f.seq] = true
	}
	if _, err := tb.add(Probe{Dst: hostA}, epoch); !errors.Is(err, errTooMany) {
		t.Errorf("one more: %v, want %v", err, errTooMany)
	}
	if _, err := tb.add(Probe{Dst: hostA}, epoch.Add(memory)); err != nil {
		t.Errorf("later: %v", err)
	}
}

func TestTableGivesAnUnnumberedArrivalToTheOnlyOne(t *testing.T) {
	tb := newTable(0)
	fs := register(t, tb, Probe{Dst: hostA}, Probe{Dst: hostA}, Probe{Dst: hostA, Flow: 7}, Probe{Dst: hostB})
	steps := []struct {
		what  string
		a     arrival
		token uint64
		kind  Kind
		ok    bool
	}{
		{"two probes to A", arrival{dst: hostA, reply: Reply{Kind: TimeExceeded}}, 1, Ambiguous, true},
		{"still two, an ambiguous reply answers none", arrival{dst: hostA, reply: Reply{Kind: TimeExceeded}}, 1, Ambiguous, true},
		{"one by flow 7", arrival{dst: hostA, flow: 7, reply: Reply{Kind: TimeExceeded}}, 3, TimeExceeded, true},
		{"the same again is a duplicate", arrival{dst: hostA, flow: 7, reply: Reply{Kind: TimeExceeded}}, 3, TimeExceeded, true},
		{"one to B", arrival{dst: hostB, reply: Reply{Kind: PortUnreachable}}, 4, PortUnreachable, true},
		{"the first to A, numbered", numbered(fs[0]), 1, TimeExceeded, true},
		{"one left to A", arrival{dst: hostA, reply: Reply{Kind: TimeExceeded}}, 2, TimeExceeded, true},
		{"a duplicate of which?", arrival{dst: hostA, reply: Reply{Kind: TimeExceeded}}, 0, 0, false},
		{"none to that flow", arrival{dst: hostA, flow: 8}, 0, 0, false},
	}
	for _, s := range steps {
		r, ok := tb.answer(s.a, epoch.Add(time.Millisecond))
		if r.Token != s.token || r.Kind != s.kind || ok != s.ok {
			t.Errorf("%s: token %d, kind %d, %v; want token %d, kind %d, %v", s.what, r.Token, r.Kind, ok, s.token, s.kind, s.ok)
		}
		if wantRTT := s.ok && s.kind != Ambiguous; wantRTT != (r.RTT > 0) {
			t.Errorf("%s: RTT %v", s.what, r.RTT)
		}
	}
}

// A NAT changes all checksums by the same, so that a number found by one is of no
// probe.
func TestTableDoubtsAChecksum(t *testing.T) {
	for what, c := range map[string]struct {
		probes    int
		off       uint16
		kind      Kind
		rewritten bool
	}{
		"right":                        {2, 0, TimeExceeded, false},
		"of no probe, one in question": {1, 99, TimeExceeded, true},
		"of no probe, two in question": {2, 99, Ambiguous, true},
	} {
		tb := newTable(0)
		fs := register(t, tb, make([]Probe, c.probes)...)
		a := numbered(fs[0])
		a.summed, a.seq = true, a.seq+c.off
		r, ok := tb.answer(a, epoch.Add(1))
		if !ok || r.Token != 1 || r.Kind != c.kind || r.Quote.Rewritten != c.rewritten {
			t.Errorf("%s: %+v, %v, want kind %d for token 1, rewritten: %v", what, r, ok, c.kind, c.rewritten)
		}
	}
}

func TestTableReturnsTheDestinationAsTheCallerWroteIt(t *testing.T) {
	tb := newTable(0)
	dst := netip.MustParseAddr("fe80::1%eth0")
	f := register(t, tb, Probe{Dst: dst})[0]
	a := numbered(f)
	a.dst, a.reply.From = dst.WithZone(""), dst.WithZone("4")
	if r, ok := tb.answer(a, epoch); !ok || r.From != dst {
		t.Errorf("got %+v, %v, want it from %s", r, ok, dst)
	}
}
