package simnet

import (
	"slices"
	"time"
)

// An end is where a probe ends, and what befell it on the way.
type end struct {
	index    int           // of the hop; len(World.Hops): the destination
	arrived  bool          // at its destination, which may be a router
	tooLong  bool          // for the link behind a router
	rejected bool          // by a firewall
	caught   bool          // by one that answers for the destination
	refused  bool          // by a router that forwards nothing like it
	ttl      int           // as the probe came in
	tos      uint8         // likewise
	nat      NAT           // that has rewritten it
	extra    time.Duration // what rounds in a loop add to the time to there and back
}

// maxSteps is more than any packet makes: 255 for its TTL, and some for routers
// that do not look at it.
const maxSteps = 1024

// route follows a packet from the source to where it ends, or returns false if
// it gets lost.
func (w *World) route(p Packet) (end, bool) {
	e := end{ttl: p.TTL, tos: p.TOS}
	for range maxSteps {
		if e.index == len(w.Hops) {
			e.arrived = p.Dst == w.Dest.Addr
			return e, e.arrived
		}
		h := &w.Hops[e.index]
		switch {
		case slices.Contains(h.Addrs, p.Dst):
			e.arrived = true
			return e, true
		case e.ttl <= 1 && !h.ZeroTTL:
			return e, e.index == 0 || w.knows(p)
		case e.ttl > 1 && h.Unreachable != "":
			e.refused = true
			return e, e.index == 0 || w.knows(p)
		case e.ttl > 1 && h.blocks(p.Proto):
			return e, false
		case e.ttl > 1 && h.rejects(p.Proto):
			e.rejected = true
			return e, e.index == 0 || w.knows(p)
		case e.ttl > 1 && h.intercepts(p.Proto) && p.Dst == w.Dest.Addr:
			e.caught = true
			return e, true
		case h.refuses(p):
			e.tooLong = true
			return e, !h.BlackHole && (e.index == 0 || w.knows(p))
		}
		e.ttl = max(e.ttl-1, 0)
		h.pass(&e)
		w.forward(&e)
	}
	return end{}, false
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

// knows reports whether the packet is for the destination or a router. Packets
// for anyone else go no further than the first hop.
func (w *World) knows(p Packet) bool {
	return p.Dst == w.Dest.Addr ||
		slices.ContainsFunc(w.Hops, func(h Hop) bool { return slices.Contains(h.Addrs, p.Dst) })
}
