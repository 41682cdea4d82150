package trace

import (
	"slices"

	"ftr/socket"
)

// quoted returns what the first reply of a row that quotes an IP header quotes.
func quoted(row []Probe) (socket.Quote, bool) {
	for _, p := range row {
		if q := p.Reply.Quote; q.Known {
			return q, true
		}
	}
	return socket.Quote{}, false
}

// natBegins returns the first TTL up to end at which a quote shows a probe that
// was rewritten; none if none does.
func (t *table) natBegins(end int) []int {
	for ttl := t.first; ttl <= end; ttl++ {
		if slices.ContainsFunc(t.row(ttl), func(p Probe) bool { return p.Reply.Quote.Rewritten }) {
			return []int{ttl}
		}
	}
	return nil
}

// tosChanges returns the TTLs up to end at which a quote shows another type of
// service than the one before it, or, the first one, than the probes were sent
// with.
func (t *table) tosChanges(end int) []int {
	var ttls []int
	tos := t.tos
	for ttl := t.first; ttl <= end; ttl++ {
		q, ok := quoted(t.row(ttl))
		if !ok {
			continue
		}
		if remarked(tos, q.TOS) {
			ttls = append(ttls, ttl)
		}
		tos = q.TOS
	}
	return ttls
}

// remarked reports whether somebody rewrote a type of service: its DSCP, which
// are the upper six bits (RFC 2474, section 3), or whether it permits ECN, which
// the lower two say. A router that is congested may turn one ECN codepoint into
// another, but neither permit ECN nor forbid it (RFC 3168, section 5).
func remarked(was, is uint8) bool {
	const ecn = 0b11
	return was&^ecn != is&^ecn || (was&ecn == 0) != (is&ecn == 0)
}
