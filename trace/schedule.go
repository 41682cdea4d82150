package trace

import (
	"slices"
	"time"
)

// openTTLs puts on the agenda the TTLs to probe for the first time: the window
// at once and in ascending order, because limiters answer the first arrivals,
// then one more for each hop that answers or every paceGap, until the end of
// the path is known.
func (e *engine) openTTLs(a *agenda, v verdict) {
	if v.known() {
		return
	}
	end := min(e.t.last(), openTo(max(e.o.FirstTTL-1, v.hi)))
	for ttl := e.next; ttl <= end; ttl++ {
		a.at(a.now, e.launch(ttl))
	}
	if e.next > end && e.next <= e.t.last() {
		a.at(e.lastOpen+paceGap, e.launch(e.next))
	}
}

// tryTail puts on the agenda what is tried when the destination did not answer:
// the TTLs behind the last answer once more at half the timeout, since the
// probe or the answer may have been lost.
func (e *engine) tryTail(a *agenda, v verdict) {
	base, missing := e.tailBase(v)
	if !missing || len(a.send) > 0 {
		return
	}
	if e.pace.udp {
		e.tryTailAlone(a, base+1)
		return
	}
	for ttl := base + 1; ttl <= min(base+tail, e.next-1); ttl++ {
		if len(e.t.row(ttl)) == 1 {
			a.at(e.lastOpen+e.o.Timeout/2, e.launch(ttl))
		}
	}
}

// tryTailAlone does with UDP for the one TTL behind the last answer what tryTail
// does for several, when a host that limits its errors is willing again: it
// would give its one answer to whatever comes first.
func (e *engine) tryTailAlone(a *agenda, ttl int) {
	if e.tailTried || ttl >= e.next {
		return
	}
	at := e.t.lastSent(ttl) + udpRefill
	a.at(at, e.launch(ttl))
	if at <= a.now {
		e.tailTTL = ttl
	}
}

// tailBase returns the TTL behind which the destination is to be looked for
// again, and whether that is worth while.
func (e *engine) tailBase(v verdict) (base int, missing bool) {
	switch {
	case e.pace.udp && e.o.Timeout < DefaultTimeout:
		return 0, false // the user does not want to wait for it
	case e.pace.udp && v.stop == StopReached:
		base = max(e.o.FirstTTL-1, e.t.deepestBelow(v.end))
		return base, base < v.end-1 && e.starved(v.end)
	case v.known() || e.next <= e.t.last():
		return 0, false
	}
	return max(e.o.FirstTTL-1, v.hi), true
}

// starved reports whether the destination looks as if it had answered only when
// its limiter let it: the first probe behind the one that it answered got
// nothing. The true distance may then be any shorter one.
func (e *engine) starved(dist int) bool {
	return dist+1 < e.next && e.t.answers(dist+1) == 0
}

// tendRows puts on the agenda the further probes that the TTLs need which were
// probed already, and reports whether all those are settled that the verdict
// depends on.
func (e *engine) tendRows(a *agenda, v verdict) bool {
	settled := true
	for ttl := e.o.FirstTTL; ttl < e.next; ttl++ {
		if !v.known() || ttl <= v.end || e.mayPass(v, ttl) {
			settled = e.tend(a, v, ttl) && settled
		}
	}
	return settled
}

// mayPass reports whether a probe behind a refusal may yet show that others got
// on: it left together with the first one that was refused. Those sent later
// tell nothing that these do not.
func (e *engine) mayPass(v verdict, ttl int) bool {
	return v.stop == StopUnreachable && e.t.row(ttl)[0].At < e.t.row(v.ttl)[0].At+burst
}

// tend does the work of tendRows for one TTL.
func (e *engine) tend(a *agenda, v verdict, ttl int) bool {
	row := e.t.row(ttl)
	want := e.want(v, ttl)
	switch {
	case e.t.answers(ttl) >= want:
		return true
	case len(row) < want || e.needsOwnFlow(ttl):
		a.at(row[len(row)-1].At+e.gap(v, ttl), e.launch(ttl))
		return false
	}
	return a.until(e.giveUp(v, ttl))
}

// evident reports whether a silent TTL is known to be on the path, or known to
// be behind its end: something deeper has answered, or the end is known.
func (e *engine) evident(v verdict, ttl int) bool { return ttl <= v.hi || v.known() }

// want returns the number of probes that a TTL needs: one until it is evident,
// then as many as there are queries, and a second one if the first is not
// answered.
func (e *engine) want(v verdict, ttl int) int {
	switch {
	case !e.evident(v, ttl) || v.known() && ttl > v.end:
		return 1
	case e.t.answers(ttl) == 0:
		return max(2, e.o.Queries)
	}
	return e.o.Queries
}

// gap returns the time from the last probe to a TTL to the next one. Where two
// under way could not be told apart, the next one waits for the answer, but not
// longer than the queries to the destination wait for each other.
func (e *engine) gap(v verdict, ttl int) time.Duration {
	row := e.t.row(ttl)
	if len(row) >= e.o.Queries {
		return e.pace.pto()
	}
	gap := e.pace.roundGap(v.stop == StopReached && ttl == v.end)
	if last := row[len(row)-1]; last.Flow != 0 && !last.Answered() {
		gap = max(gap, min(e.o.Timeout, udpRefill))
	}
	return gap
}

// giveUp returns when the silence of a TTL that was probed often enough is
// final.
func (e *engine) giveUp(v verdict, ttl int) time.Duration {
	row := e.t.row(ttl)
	first, last := row[0].At, row[len(row)-1].At
	least := e.o.Timeout
	switch {
	case v.stop == StopUnreachable && ttl > v.end && e.t.refusals() < 2:
		least /= 2 // one refusal alone says little about the other probes
	case e.evident(v, ttl):
		least = min(least, floor)
	}
	return max(first+least, last+e.pace.give())
}

// launch returns the next probe to a TTL. It is of the trace's flow, unless
// errors came that name no probe: then those TTLs that did not answer yet get a
// flow of their own, the same for every query, by which their errors are known.
func (e *engine) launch(ttl int) launch {
	row := e.t.row(ttl)
	if varied(row) || e.ambiguous > 0 && e.t.answers(ttl) == 0 {
		return launch{ttl: ttl, flow: ttl}
	}
	return launch{ttl: ttl}
}

// needsOwnFlow reports whether a TTL is to be probed again with a flow of its
// own: one of the errors that name no probe may be its.
func (e *engine) needsOwnFlow(ttl int) bool {
	if e.ambiguous == 0 || e.t.answers(ttl) > 0 {
		return false
	}
	silent := 0 // unanswered TTLs up to this one
	for i := e.o.FirstTTL; i <= ttl; i++ {
		if e.t.answers(i) == 0 {
			silent++
		}
	}
	return !varied(e.t.row(ttl)) && silent <= e.ambiguous+tail
}

// varied reports whether some probe of a row was of another flow than the trace.
func varied(row []Probe) bool {
	return slices.ContainsFunc(row, func(p Probe) bool { return p.Flow != 0 })
}
