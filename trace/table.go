package trace

import (
	"net/netip"
	"time"

	"ftr/socket"
)

// A table holds all that happened, one row per TTL: what the engine decides by
// and what a Path is made of.
type table struct {
	target netip.Addr
	first  int       // TTL of rows[0]
	rows   [][]Probe // by TTL, in the order of sending
	varies bool      // each probe is a flow of its own
	tos    uint8     // that of the probes as they leave
}

func newTable(o Options) table {
	return table{target: o.Target, first: o.FirstTTL, tos: o.TOS, rows: make([][]Probe, o.MaxTTL-o.FirstTTL+1)}
}

// row returns the probes with the given TTL.
func (t *table) row(ttl int) []Probe { return t.rows[ttl-t.first] }

// last returns the greatest TTL that may be probed.
func (t *table) last() int { return t.first + len(t.rows) - 1 }

// has reports whether the event speaks of a probe of the table.
func (t *table) has(ev Event) bool {
	return ev.TTL >= t.first && ev.TTL <= t.last() && ev.Index >= 0 && ev.Index <= len(t.row(ev.TTL))
}

// knows reports whether the probe that an event speaks of has left, or failed to,
// before: one of the table or, with a size, one of ps.
func (t *table) knows(ev Event, ps longProbes) bool {
	if ev.Size > 0 {
		return ev.Index < len(ps)
	}
	return t.has(ev) && ev.Index < len(t.row(ev.TTL))
}

// add notes an event.
func (t *table) add(ev Event) {
	if !t.has(ev) {
		return
	}
	t.varies = t.varies || ev.FlowVaries
	row := &t.rows[ev.TTL-t.first]
	switch ev.Kind {
	case Sent, Failed:
		if ev.Index == len(*row) {
			*row = append(*row, Probe{At: ev.At, Flow: ev.Flow})
		}
		(*row)[ev.Index].fail(ev.Err)
	case Replied:
		if ev.Index < len(*row) {
			(*row)[ev.Index].answer(ev.Reply, t.target)
		}
	}
}

// fail notes why a probe was not sent, unless it was answered.
func (p *Probe) fail(err error) {
	if !p.Answered() {
		p.Err = err
	}
}

// answer notes a reply; the first one counts.
func (p *Probe) answer(r socket.Reply, target netip.Addr) {
	switch {
	case r.Kind == socket.Ambiguous:
	case p.Answered():
		p.Duplicates++
		p.contradicted = p.contradicted || contradicts(p.Reply, r, target)
	default:
		p.Reply = r
	}
}

// answers returns the number of answered probes with the given TTL.
func (t *table) answers(ttl int) int {
	n := 0
	for _, p := range t.row(ttl) {
		if p.Answered() {
			n++
		}
	}
	return n
}

// addr returns who answered first at a TTL; the zero Addr if no one did.
func (t *table) addr(ttl int) netip.Addr {
	if ttl < t.first || ttl > t.last() {
		return netip.Addr{}
	}
	return firstResponder(t.row(ttl))
}

func firstResponder(row []Probe) netip.Addr {
	for _, p := range row {
		if p.Answered() {
			return p.Reply.From
		}
	}
	return netip.Addr{}
}

// deepestBelow returns the greatest answered TTL below ttl; zero if none.
func (t *table) deepestBelow(ttl int) int {
	for i := min(ttl-1, t.last()); i >= t.first; i-- {
		if t.answers(i) > 0 {
			return i
		}
	}
	return 0
}

// lastSent returns when the last probe with at least the given TTL was sent.
func (t *table) lastSent(ttl int) time.Duration {
	var at time.Duration
	for i := max(ttl, t.first); i <= t.last(); i++ {
		for _, p := range t.row(i) {
			at = max(at, p.At)
		}
	}
	return at
}
