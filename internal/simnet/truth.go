package simnet

import (
	"cmp"
	"net/netip"
	"slices"

	"ftr/socket"
)

// A Truth is what a right answer about a World looks like, by which a
// traceroute can be judged.
type Truth struct {
	Shows map[int][]netip.Addr // who may stand at each TTL
	Must  []int                // TTLs that someone answers, up to the end of the path
	MTU   int                  // longest packet that gets to the end of the path whole
}

// Truth returns what is true of the World for probes of a protocol to the given
// destination port, or the protocol's default. Losses and limits may keep a hop
// from answering all the same.
func (w *World) Truth(p socket.Protocol, port ...uint16) Truth {
	t := Truth{Shows: map[int][]netip.Addr{}, MTU: w.FirstMTU()}
	for ttl := 1; ttl <= len(w.Hops); ttl++ {
		h := w.Hops[ttl-1]
		t.hop(ttl, w.expires(ttl))
		if h.Unreachable != "" {
			t.Shows[ttl+1] = h.Addrs // who refuses may be shown once more, with the mark
			return t
		}
		if h.blocks(p) {
			return t
		}
		if r, ok := h.Rule(p); ok {
			t.rejection(ttl+1, r, h, w)
			return t
		}
		if h.intercepts(p) {
			t.hop(ttl+1, []netip.Addr{w.Dest.Addr})
			return t
		}
		if ttl == w.Loop.Last {
			t.loop(w)
			return t
		}
		if h.MTU != 0 {
			t.MTU = min(t.MTU, h.MTU)
		}
	}
	if w.Dest.Manner(p, cmp.Or(port...)) != Silent {
		from := cmp.Or(w.Dest.From, w.Dest.Addr)
		t.hop(len(w.Hops)+1, slices.Compact([]netip.Addr{w.Dest.Addr, from}))
	}
	return t
}

// expires returns who answers a probe whose TTL runs out at a hop.
func (w *World) expires(ttl int) []netip.Addr {
	if w.Hops[ttl-1].ZeroTTL && ttl < len(w.Hops) {
		return w.Hops[ttl].Addrs
	}
	return w.Hops[ttl-1].Addrs
}

func (t *Truth) hop(ttl int, addrs []netip.Addr) {
	if len(addrs) == 0 {
		return
	}
	t.Shows[ttl] = addrs
	t.Must = append(t.Must, ttl)
}

// rejection is what a rule of the hop before a TTL makes of it.
func (t *Truth) rejection(ttl int, r Rule, h Hop, w *World) {
	switch {
	case len(h.Addrs) == 0:
	case r.With == Reset:
		t.hop(ttl, []netip.Addr{w.Dest.Addr})
	default:
		t.Shows[ttl] = h.Addrs // who refuses, once more, with the mark
	}
}

// loop lets the routers of a loop stand as often as they come round.
func (t *Truth) loop(w *World) {
	for ttl := w.Loop.Last + 1; ttl <= 255; ttl++ {
		t.Shows[ttl] = w.Hops[w.Loop.First-1+(ttl-w.Loop.First)%(w.Loop.Last-w.Loop.First+1)].Addrs
	}
}
