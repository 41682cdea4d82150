package trace

import (
	"net/netip"
	"slices"

	"ftr/socket"
)

// intercepted reports whether the answers that the destination seems to have
// given come from someone nearer. Three things show that:
//
//   - an echo reply from the address of a router that lies before,
//   - an ICMP error in the destination's name whose quote shows that its sender
//     lies where a router has answered in its own name,
//   - a router that says that the TTL of a probe ran out which the destination
//     says has arrived.
//
// Who answers in the destination's name, with a quote as the destination would
// have it or with none, and lets nothing pass, is not to be told from it: that
// its replies have one hop less behind them than they should proves nothing.
func (t *table) intercepted(v verdict) bool {
	return v.stop == StopReached && slices.ContainsFunc(t.row(v.end), func(p Probe) bool {
		return arrived(p.Reply, t.target) && (p.contradicted || t.impersonated(v.end, p.Reply))
	})
}

// impersonated reports whether the answer to a probe with a TTL comes from
// someone who let probes with a lower one expire.
func (t *table) impersonated(ttl int, r socket.Reply) bool {
	if r.From != t.target {
		return t.routerBetween(t.first, ttl-1, func(a netip.Addr) bool { return a == r.From })
	}
	if !r.Quote.Known {
		return false
	}
	// The quote holds the TTL with which the probe came in, one for the last hop
	// that it could reach (RFC 1812, section 4.3.2.3, asks for the header as it
	// was received). Values that no way leads to are the work of others.
	at := ttl - int(r.Quote.TTL) + 1
	return at >= 1 && t.routerBetween(max(at, t.first), ttl-1, func(a netip.Addr) bool { return a != t.target })
}

// routerBetween reports whether a probe with a TTL from one to another expired at
// a router that is as wanted.
func (t *table) routerBetween(from, to int, wanted func(netip.Addr) bool) bool {
	for ttl := from; ttl <= to; ttl++ {
		for _, p := range t.row(ttl) {
			if p.Reply.Kind == socket.TimeExceeded && wanted(p.Reply.From) {
				return true
			}
		}
	}
	return false
}

// contradicts reports whether a second reply to a probe says that its TTL ran
// out on the way while the first one is the target's.
func contradicts(first, second socket.Reply, target netip.Addr) bool {
	return arrived(first, target) && first.From == target &&
		second.Kind == socket.TimeExceeded && second.From != target
}
