package trace

import (
	"time"
)

// A Collector makes a Path of the events of one trace. It must be made by
// [NewCollector] and is for one goroutine at a time.
type Collector struct {
	o        Options
	t        table
	long     longProbes
	sent     int
	stop     Stop
	duration time.Duration
	err      error
}

// NewCollector returns a Collector for a trace with the given options.
func NewCollector(o Options) *Collector {
	o = o.withDefaults(0)
	if o.check() != nil {
		o = Options{Target: o.Target}.withDefaults(0) // such a trace has no events
	}
	return &Collector{o: o, t: newTable(o)}
}

// Add takes in the next event.
func (c *Collector) Add(ev Event) {
	if ev.Kind == Failed && c.t.knows(ev, c.long) {
		c.sent-- // it had seemed to leave
	}
	if ev.Size > 0 {
		c.long.add(ev, &c.t)
	} else {
		c.t.add(ev)
	}
	switch ev.Kind {
	case Sent:
		c.sent++
	case Failed:
		if c.err == nil && (ev.Size == 0 || !tooLong(ev.Err)) {
			c.err = ev.Err
		}
	case Done:
		c.stop, c.duration = ev.Stop, ev.At
		if ev.Err != nil {
			c.err = ev.Err
		}
	}
}

// Path returns the path as far as it is known: without the TTLs behind the
// destination, behind a router that refuses, and behind the second round of a
// loop, and without those after the last one that answered.
func (c *Collector) Path() Path {
	c.markPending()
	v := c.t.verdict()
	p := Path{
		Target: c.o.Target, FirstTTL: c.o.FirstTTL, MaxTTL: c.o.MaxTTL, Queries: c.o.Queries,
		Reached: v.stop == StopReached, Stop: c.stop, StopTTL: v.ttl,
		Sent: c.sent, Duration: c.duration, FlowVaries: c.t.varies, Err: c.err,
	}
	switch c.stop {
	case StopReached, StopUnreachable, StopLoop, StopSilent, StopMaxHops:
		p.Stop = c.t.reason(v) // a late reply may have told more
	}
	p.Hops = c.hops(v)
	f := c.t.findMTU(c.long, c.o)
	if v.hi <= c.long.end() { // a late reply may come from behind what was measured
		p.MTU = f.mtu
	}
	f.mark(p.Hops)
	for _, h := range p.Hops {
		for _, pr := range h.Probes {
			p.FlowVaries = p.FlowVaries || pr.Flow != 0 && pr.Answered()
		}
	}
	return p
}

// markPending marks the probes that were sent so shortly before a trace was cut
// short that their answers may have been under way.
func (c *Collector) markPending() {
	if c.stop != StopInterrupted && c.stop != StopDeadline {
		return
	}
	for _, row := range c.t.rows {
		wait := pace{rmax: Hop{Probes: row}.Max(), timeout: c.o.Timeout}.give()
		for i := range row {
			row[i].pending = row[i].At+wait > c.duration
		}
	}
}

// hops returns the rows of the path.
func (c *Collector) hops(v verdict) []Hop {
	if v.hi < c.t.first {
		return nil
	}
	notes := c.t.notes(v)
	hops := make([]Hop, 0, len(notes))
	for ttl := c.t.first; ttl <= v.hi; ttl++ {
		row := c.t.row(ttl)
		hops = append(hops, Hop{
			TTL:    ttl,
			Addr:   firstResponder(row),
			Mark:   c.mark(ttl, v),
			Notes:  notes[ttl-c.t.first],
			Probes: append([]Probe(nil), row...),
		})
	}
	return hops
}

// mark returns the mark of a TTL: of its own first refusal, or, where the path
// ends here, of the refusal by the same router one TTL further on.
func (c *Collector) mark(ttl int, v verdict) string {
	r, ok := c.t.refusal(ttl)
	if !ok && v.stop == StopUnreachable && ttl == v.end && ttl < c.t.last() {
		r, ok = c.t.refusal(ttl + 1)
	}
	if !ok {
		return ""
	}
	return mark(r)
}
