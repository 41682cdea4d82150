package main

import (
	"net/netip"
	"slices"
	"time"

	"ftr/internal/simnet"
)

// A truth is what a right answer about a world looks like.
type truth struct {
	shows map[int][]netip.Addr // who may stand at each TTL
	must  []int                // TTLs that someone answers, up to the end of the path
}

// truthOf returns what is true of a world for probes of ICMP.
func truthOf(w *simnet.World) truth {
	t := truth{shows: map[int][]netip.Addr{}}
	for ttl := 1; ttl <= len(w.Hops); ttl++ {
		h := w.Hops[ttl-1]
		t.hop(ttl, expires(w, ttl))
		if h.Unreachable != "" {
			t.shows[ttl+1] = h.Addrs // who refuses may be shown once more, with the mark
			return t
		}
		if ttl == w.Loop.Last {
			t.loop(w)
			return t
		}
	}
	if w.Dest.ICMP != simnet.Silent {
		t.hop(len(w.Hops)+1, []netip.Addr{w.Dest.Addr, w.Dest.From})
	}
	return t
}

// expires returns who answers a probe whose TTL runs out at a hop.
func expires(w *simnet.World, ttl int) []netip.Addr {
	if w.Hops[ttl-1].ZeroTTL && ttl < len(w.Hops) {
		return w.Hops[ttl].Addrs
	}
	return w.Hops[ttl-1].Addrs
}

func (t *truth) hop(ttl int, addrs []netip.Addr) {
	if len(addrs) == 0 {
		return
	}
	t.shows[ttl] = addrs
	t.must = append(t.must, ttl)
}

// loop lets the routers of a loop stand as often as they come round.
func (t *truth) loop(w *simnet.World) {
	for ttl := w.Loop.Last + 1; ttl <= 255; ttl++ {
		t.shows[ttl] = w.Hops[w.Loop.First-1+(ttl-w.Loop.First)%(w.Loop.Last-w.Loop.First+1)].Addrs
	}
}

// A score is how a tool's answer compares with the truth.
type score struct {
	right, missed, wrong int
	rttError             time.Duration // the largest; -1: no RTT was given
}

// judge compares rows with what is true, and their round-trip times with those
// that the network measured at each TTL.
func (t truth) judge(rows []row, network map[int][]time.Duration) score {
	s := score{rttError: -1}
	for _, ttl := range t.must {
		if slices.ContainsFunc(rows, func(r row) bool { return r.ttl == ttl && slices.Contains(t.shows[ttl], r.addr) }) {
			s.right++
		} else {
			s.missed++
		}
	}
	for _, r := range rows {
		if !slices.Contains(t.shows[r.ttl], r.addr) {
			s.wrong++
		} else if d, ok := nearest(r.rtt, network[r.ttl]); ok {
			s.rttError = max(s.rttError, d)
		}
	}
	return s
}

// nearest returns the distance to the nearest of some times.
func nearest(d time.Duration, times []time.Duration) (time.Duration, bool) {
	if len(times) == 0 {
		return 0, false
	}
	least := (d - times[0]).Abs()
	for _, t := range times[1:] {
		least = min(least, (d - t).Abs())
	}
	return least, true
}
