package trace

import (
	"slices"
	"time"
)

const (
	// maxLong is how many long probes a trace sends at most, whatever routers say.
	maxLong = 80
	// maxMute is how many rounds in a row may stay without any answer: one to a
	// host that had none left to give, and one that waited until it had.
	maxMute = 2
	// searchTime is how much longer a trace may take that looks for the path MTU:
	// ten rounds in which all long probes vanish, far away.
	searchTime = 10 * maxPTO
)

// A search decides which long probes to send when. It goes in rounds. The first
// is one probe as long as the first link carries; when a router says what its
// next link carries, a probe of that length follows at once, until one gets to
// the end.
//
// Where none does and no router says why, a round is several probes back to
// back, the longest first, and at last one so short that it is known to get
// through. If that one is answered and a longer one is not, the longer one was
// lost. If it is not either, the silence means nothing: a Linux host or router
// that has sent its six ICMP errors sends one a second from then on
// (icmp_ratelimit, icmp(7)). Such a one answers what comes first, and that is
// the longest probe that gets through.
type search struct {
	o     Options
	end   int // TTL of the probes that decide; zero: not known yet
	ps    longProbes
	queue []launch // what is left to send of the last round
	round int      // index in ps of its first probe
	mute  int      // rounds in a row without any answer, the last one aside
}

// searchMTU puts on the agenda the long probes that are due, and reports whether
// the path MTU is found or cannot be. The path is known if nothing else is left
// to do.
//
// By ICMP and TCP the search begins as soon as the destination has answered,
// beside what is left to learn of the path. By UDP it waits for that, since it
// would spend answers of the destination on which its distance depends. Without
// a destination it looks for the MTU to the last hop that answers.
func (e *engine) searchMTU(a *agenda, v verdict, known bool) (done bool) {
	s := &e.search
	switch {
	case e.o.MTU == 0:
		return true
	case s.end != 0:
	case v.stop == StopReached && (known || !e.pace.udp):
		s.end = v.end
	case known && v.hi >= e.o.FirstTTL:
		s.end = v.hi
	default:
		return known
	}
	if len(s.queue) == 0 && s.next(s.glance(a, &e.t, e.pace, known)) {
		return true
	}
	for i, l := range s.queue {
		if e.ambiguous > 0 {
			l.flow = e.t.last() + 1 + len(s.ps) + i // of no other probe, so that its errors are known
		}
		a.send = append(a.send, l)
	}
	return false
}

// launched takes a probe that was sent off the queue.
func (s *search) launched() {
	if len(s.queue) > 0 {
		s.queue = s.queue[1:]
	}
}

// A glance is all that a search decides by at one time.
type glance struct {
	*agenda
	t     *table
	pto   time.Duration // how long a round waits for its answers
	known bool          // the path is
	lo    int           // the longest length that got to the end
	hi    int           // the shortest that did not; zero: none is known
	want  int           // the longest that may get there, as routers say
}

func (s *search) glance(a *agenda, t *table, p pace, known bool) glance {
	lo, _ := s.ps.passed(s.o.baseSize())
	return glance{a, t, p.pto(), known, lo, s.ps.shortestStopped(lo), s.ps.claimed(s.o.MTU, lo)}
}

// next puts the next round into the queue, or on the agenda when to ask again,
// and reports whether there is nothing more to find.
func (s *search) next(g glance) (done bool) {
	switch {
	case g.lo >= g.want:
		return s.finish(g)
	case s.ps.tries(s.end, g.want) == 0 && (g.hi == 0 || g.want < g.hi):
		s.mute = 0
		return s.try(g.want)
	case s.waiting(g):
		return false
	}
	r := s.lastRound()
	switch quiet := !slices.ContainsFunc(r, longProbe.heard); {
	case len(r) == 1 && quiet:
		return s.try(r[0].size, g.lo)
	case len(r) > 1 && (quiet && s.mute+1 >= maxMute || slices.ContainsFunc(r, longProbe.failed)):
		return true
	case len(r) > 1 && r[len(r)-1].open() && !g.until(r[len(r)-1].at+udpRefill):
		return false
	case len(r) > 1 && quiet:
		s.mute++
		return s.again(r)
	}
	s.mute = 0
	return s.narrow(g)
}

// narrow begins a round between a length that gets to the end and one that does
// not, and asks other TTLs which link it is. Where the lengths are next to each
// other, it proves that, and finishes.
func (s *search) narrow(g glance) (done bool) {
	_, proven := s.ps.stopped(g.hi)
	switch {
	case g.hi == 0:
		return s.try(g.want, g.lo)
	case g.hi > g.lo+1:
		done = s.try(append(sizesBetween(g.lo, g.hi), g.lo)...)
	case !proven:
		done = s.try(g.hi, g.lo)
	default:
		s.round = len(s.ps)
	}
	if _, refused := s.ps.refusal(g.hi); !refused && !done {
		s.launch(s.toFollow(g.t, g.lo, g.hi)...) // unless they are too many
	}
	return done || len(s.queue) == 0 && s.finish(g)
}

// finish looks for who said that probes are too long, where that is not clear
// although the path is known, and reports whether there is nothing more to find.
func (s *search) finish(g glance) (done bool) {
	if s.sweeping() && s.waiting(g) {
		return false
	}
	refused, found := s.unlocated(g.t)
	switch {
	case !found:
		return true
	case !g.known:
		return false
	}
	s.round = len(s.ps)
	return s.launch(s.toAll(refused.size)...)
}

// waiting reports whether replies to the last round may still come, and notes
// until when.
func (s *search) waiting(g glance) bool {
	return slices.ContainsFunc(s.ps[s.round:], longProbe.open) && !g.until(s.ps[len(s.ps)-1].at+g.pto)
}

// lastRound returns the probes of the last round that went to the end.
func (s *search) lastRound() []longProbe {
	return slices.DeleteFunc(slices.Clone(s.ps[s.round:]), func(p longProbe) bool { return p.ttl != s.end })
}

// again begins a round that repeats r.
func (s *search) again(r []longProbe) (done bool) {
	sizes := make([]int, len(r))
	for i, p := range r {
		sizes[i] = p.size
	}
	return s.try(sizes...)
}

// try begins a round of probes to the end, and reports whether that would be too
// many.
func (s *search) try(sizes ...int) (done bool) {
	ls := make([]launch, len(sizes))
	for i, size := range sizes {
		ls[i] = launch{ttl: s.end, size: size}
	}
	s.round = len(s.ps)
	return s.launch(ls...)
}

// launch puts probes into the queue, and reports whether they would be too many.
func (s *search) launch(ls ...launch) (done bool) {
	if len(s.ps)+len(s.queue)+len(ls) > maxLong {
		return true
	}
	s.queue = append(s.queue, ls...)
	return false
}
