package trace

import (
	"slices"
	"time"

	"ftr/socket"
)

// An engine decides what to send when, and when the path is known. It has no
// clock, no socket and no goroutine: all times are given, since the start of
// the trace. Events go in through add; step says what to do now.
type engine struct {
	o    Options
	t    table
	pace pace
	next int // the first TTL that was never probed

	search search // for the path MTU

	lastLaunch time.Duration // of the last probe
	lastOpen   time.Duration // of the last TTL that was probed for the first time

	overdue   bool // the event of that kind has been emitted
	ambiguous int  // errors that name no probe
	tailTTL   int  // UDP: the TTL to try again alone, once that is due
	tailTried bool // UDP: it was
	err       error
}

func newEngine(o Options, proto socket.Protocol) *engine {
	return &engine{o: o, t: newTable(o), pace: newPace(o, proto), next: o.FirstTTL, search: search{o: o}}
}

// A launch is a probe to send now. One with a size looks for the path MTU.
type launch struct {
	ttl, flow, size int
}

// A plan is what to do: send probes now and then ask again, or wait until a time
// or an event and ask again, or stop, for a reason.
type plan struct {
	overdue bool // say that the destination is overdue
	send    []launch
	wake    time.Duration
	stop    Stop
}

// index returns Event.Index for a launch that follows others in one plan.
func (e *engine) index(before []launch, l launch) int {
	if l.size == 0 {
		return len(e.t.row(l.ttl))
	}
	n := len(e.search.ps)
	for _, b := range before {
		if b.size > 0 {
			n++
		}
	}
	return n
}

// add takes in an event.
func (e *engine) add(ev Event) {
	known := e.t.knows(ev, e.search.ps)
	switch {
	case ev.Size > 0:
		e.search.ps.add(ev, &e.t)
	default:
		e.t.add(ev)
	}
	if ev.Kind == Failed && ev.Size == 0 && e.err == nil {
		e.err = ev.Err
	}
	switch ev.Kind {
	case Sent, Failed:
		if !known {
			e.launched(ev)
		}
	case Replied:
		e.replied(ev)
	case Overdue:
		e.overdue = true
	}
}

func (e *engine) launched(ev Event) {
	e.lastLaunch = ev.At
	if ev.Size > 0 {
		e.search.launched()
		return
	}
	e.tailTried = e.tailTried || ev.TTL == e.tailTTL
	if ev.TTL >= e.next {
		e.next, e.lastOpen = ev.TTL+1, ev.At
	}
}

func (e *engine) replied(ev Event) {
	if ev.Reply.Kind == socket.Ambiguous {
		e.ambiguous++
	}
	rtt := ev.Reply.RTT
	if rtt == 0 { // unknown, but at most the time since the first probe
		rtt = min(ev.At, maxPTO)
	}
	e.pace.rmax = max(e.pace.rmax, rtt)
}

// step returns what to do at the given time. Where it says to send, the events
// of that must be added before the next step.
func (e *engine) step(now time.Duration) plan {
	v := e.t.verdict()
	if e.hopeless() {
		return plan{stop: StopError}
	}
	a := agenda{now: now, wake: e.o.Deadline}
	e.openTTLs(&a, v)
	e.tryTail(&a, v)
	known := e.tendRows(&a, v) && a.idle()
	found := e.searchMTU(&a, v, known)
	switch over := now >= e.o.Deadline; {
	case known && (found || over):
		return plan{stop: e.t.reason(v)}
	case over:
		return plan{stop: StopDeadline}
	}
	overdue := e.isOverdue(&a, v)
	p := e.spaced(a)
	p.overdue = overdue
	return p
}

// isOverdue reports whether it is time to say that the destination is overdue:
// every TTL has been probed for half the timeout, and nothing tells the end of
// the path. It is early enough for whoever asks in other ways to have an answer
// when the silence of this one is final.
func (e *engine) isOverdue(a *agenda, v verdict) bool {
	if e.overdue || v.known() || e.next <= e.t.last() {
		return false
	}
	return a.until(e.lastOpen + e.o.Timeout/2)
}

// hopeless reports whether nothing that was sent got out, and enough was.
func (e *engine) hopeless() bool {
	if e.err == nil || e.next <= min(e.o.FirstTTL+2, e.o.MaxTTL) {
		return false
	}
	return e.t.greatest(func(p Probe) bool { return p.Err == nil }) == 0
}

// spaced returns the agenda as a plan in which two probes are never closer than
// Options.Interval.
func (e *engine) spaced(a agenda) plan {
	if e.o.Interval == 0 || len(a.send) == 0 {
		return plan{send: a.send, wake: a.wake}
	}
	if free := e.lastLaunch + e.o.Interval; e.next > e.o.FirstTTL && a.now < free {
		return plan{wake: min(a.wake, free)}
	}
	return plan{send: a.send[:1], wake: a.now}
}

// An agenda collects what is due now and when the next thing will be.
type agenda struct {
	now     time.Duration
	wake    time.Duration
	send    []launch
	waiting bool // something will have to be sent later
}

// at notes a probe of a TTL to send at a time, now or later; no TTL is probed
// twice at once.
func (a *agenda) at(t time.Duration, l launch) {
	if t <= a.now {
		if !slices.ContainsFunc(a.send, func(b launch) bool { return b.ttl == l.ttl }) {
			a.send = append(a.send, l)
		}
		return
	}
	a.waiting = true
	a.wake = min(a.wake, t)
}

// until reports whether a time has come, and notes it where it has not.
func (a *agenda) until(t time.Duration) bool {
	if t <= a.now {
		return true
	}
	a.wake = min(a.wake, t)
	return false
}

// idle reports whether nothing is left to send.
func (a *agenda) idle() bool { return len(a.send) == 0 && !a.waiting }
