package simnet

import (
	"slices"
	"time"
)

// A fate is what becomes of a packet at a router or the destination.
type fate uint8

const (
	passes   fate = iota
	dropped       // without a word
	arrived       // at its destination, which may be a router
	expired       // its TTL ran out
	tooLong       // for the link behind a router
	refused       // by a router that forwards nothing like it
	rejected      // by a firewall
	caught        // by one that answers for the destination
)

// An end is where a probe ends, and what befell it on the way.
type end struct {
	index int // of the hop; len(World.Hops): the destination
	fate  fate
	ttl   int           // as the probe came in
	tos   uint8         // likewise
	nat   NAT           // that has rewritten it
	extra time.Duration // what rounds in a loop add to the time to there and back
}

// maxSteps is more than any packet makes: 255 for its TTL, and some for routers
// that do not look at it.
const maxSteps = 1024

// route follows a packet from the source to where it ends. One for an address
// that is not in the World is dropped behind the first hop.
func (w *World) route(p Packet) end {
	e := end{ttl: p.TTL, tos: p.TOS}
	known := w.knows(p)
	for range maxSteps {
		switch {
		case e.index > 0 && !known, e.index == len(w.Hops) && p.Dst != w.Dest.Addr:
			e.fate = dropped
		case e.index == len(w.Hops):
			e.fate = arrived
		default:
			e.fate = w.Hops[e.index].meet(p, e.ttl, p.Dst == w.Dest.Addr)
		}
		if e.fate != passes {
			return e
		}
		e.ttl = max(e.ttl-1, 0)
		w.Hops[e.index].pass(&e)
		w.forward(&e)
	}
	e.fate = dropped
	return e
}

// meet decides what becomes of a packet at the router, in Linux's order but for
// routes, which Linux looks at before the TTL: the TTL, the route, the MTU, then
// the firewall (ip_forward). Only what is for the destination is caught.
func (h *Hop) meet(p Packet, ttl int, through bool) fate {
	switch {
	case slices.Contains(h.Addrs, p.Dst):
		return arrived
	case ttl <= 1 && !h.ZeroTTL:
		return expired
	case ttl > 1 && h.Unreachable != "":
		return refused
	case h.refuses(p) && h.BlackHole:
		return dropped
	case h.refuses(p):
		return tooLong
	case ttl <= 1:
		return passes
	case h.blocks(p.Proto):
		return dropped
	case h.rejects(p.Proto):
		return rejected
	case h.intercepts(p.Proto) && through:
		return caught
	}
	return passes
}

// forward moves a packet to the next hop. Where that closes a round in a loop,
// the way back to the loop's first hop takes as long as the way from there.
func (w *World) forward(e *end) {
	if e.index+1 != w.Loop.Last {
		e.index++
		return
	}
	e.index = w.Loop.First - 1
	e.extra += max(w.Hops[w.Loop.Last-1].RTT-w.Hops[w.Loop.First-1].RTT, 0)
}

// knows reports whether the packet is for the destination or a router.
func (w *World) knows(p Packet) bool {
	return p.Dst == w.Dest.Addr ||
		slices.ContainsFunc(w.Hops, func(h Hop) bool { return slices.Contains(h.Addrs, p.Dst) })
}
