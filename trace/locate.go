package trace

import "net/netip"

// locate returns the TTL of the router that said that a long probe is too long;
// zero where that is not known.
//
// The quote tells it: a router looks at the length before it takes one off the
// TTL, and after it has seen that there is more than one left (as Linux does in
// ip_forward). Some take one off before; their address at the TTL before then
// shows that. Where the system hides the quote, the address alone must do, and
// where it never answered otherwise, long probes with other TTLs.
func (t *table) locate(ps longProbes, p longProbe) int {
	from := p.reply.From
	if q := p.reply.Quote; q.Known {
		hop := p.ttl - int(q.TTL) + 1
		switch {
		case hop < t.first || hop > p.ttl:
		case !t.answeredBy(hop, from) && t.answeredBy(hop-1, from):
			return hop - 1
		default:
			return hop
		}
	}
	for ttl := min(p.ttl, t.last()); ttl >= t.first; ttl-- {
		if t.answeredBy(ttl, from) {
			return ttl
		}
	}
	return t.narrowed(ps, from)
}

// answeredBy reports whether a router answered some probe with a TTL.
func (t *table) answeredBy(ttl int, from netip.Addr) bool {
	if ttl < t.first || ttl > t.last() || !from.IsValid() {
		return false
	}
	for _, p := range t.row(ttl) {
		if p.Reply.From == from {
			return true
		}
	}
	return false
}
