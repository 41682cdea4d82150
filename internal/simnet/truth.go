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
	for ttl := 1; ttl <= 255; ttl++ {
		probe := w.probe(p, cmp.Or(port...), ttl)
		e := w.route(probe)
		switch {
		case e.fate != expired:
			t.end(w, probe, e)
			return t
		case w.Loop == Loop{} || ttl <= w.Loop.Last:
			t.hop(ttl, w.Hops[e.index].Addrs)
		default: // the routers of a loop may stand as often as they come round
			t.Shows[ttl] = w.Hops[e.index].Addrs
		}
	}
	return t
}

// probe returns a packet such as traceroutes send; port zero is the protocol's
// default.
func (w *World) probe(p socket.Protocol, port uint16, ttl int) Packet {
	port = cmp.Or(port, defaultPort(p))
	return Packet{
		Src: w.Source, Dst: w.Dest.Addr, Proto: p, TTL: ttl, DontFragment: true,
		DstPort: port, SYN: p == socket.TCP, Query: p == socket.UDP && port == dnsPort,
	}
}

// end lets the path end where the probe meets another fate than that its TTL runs
// out.
func (t *Truth) end(w *World, p Packet, e end) {
	for _, h := range w.Hops[:e.index] {
		if h.MTU != 0 {
			t.MTU = min(t.MTU, h.MTU)
		}
	}
	switch {
	case e.fate == dropped:
	case e.index == len(w.Hops):
		if _, ok := w.Dest.answer(p, e.index); ok {
			from := cmp.Or(w.Dest.From, w.Dest.Addr)
			t.hop(p.TTL, slices.Compact([]netip.Addr{w.Dest.Addr, from}))
		}
	default:
		h := &w.Hops[e.index]
		switch a, ok := h.answer(p, e, 0); {
		case !ok:
		case a.From == p.Dst: // in the destination's name
			t.hop(p.TTL, []netip.Addr{p.Dst})
		default:
			t.Shows[p.TTL] = h.Addrs // who refuses may be shown once more, with the mark
		}
	}
}

func (t *Truth) hop(ttl int, addrs []netip.Addr) {
	if len(addrs) == 0 {
		return
	}
	t.Shows[ttl] = addrs
	t.Must = append(t.Must, ttl)
}
