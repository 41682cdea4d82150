package trace

import (
	"cmp"
	"errors"
	"net/netip"
	"slices"
	"syscall"
	"time"

	"ftr/socket"
)

// Wires are a path some of whose links are narrow.
type wires struct {
	rtts   []int                                // as of path
	links  map[int]int                          // MTU of the link behind a hop
	claims map[int]func(size int) int           // what a router says of it; absent: the truth
	holes  []int                                // hops that drop what is too long without a word
	drop   func(l launch, n int) bool           // probes to lose as well
	limit  func(hop int, at time.Duration) bool // whether a hop or the destination stays silent; PTBs are never limited
	udp    bool                                 // the destination answers as one does to UDP
	hidden bool                                 // quotes are
	v6     bool
	vague  bool // errors to the flow of the trace name no probe
	fails  bool // long probes cannot be sent
	wall   int  // hop that refuses what goes on; zero: none
	passes int  // length up to which the wall lets probes pass nonetheless
	local  int  // MTU that this machine enforces itself; zero: none
}

var target6 = v6("2001:db8::174")

func (w wires) router(hop int) netip.Addr {
	if w.v6 {
		return netip.AddrFrom16([16]byte{0x20, 0x01, 0x0d, 0xb8, 15: byte(hop)})
	}
	return router(hop)
}

func (w wires) target() netip.Addr {
	if w.v6 {
		return target6
	}
	return target
}

// answer is an answerer.
func (w wires) answer(l launch, n int, at time.Duration) (socket.Reply, error) {
	size := cmp.Or(l.size, 60)
	if w.local > 0 && size > w.local {
		return socket.Reply{}, syscall.EMSGSIZE
	}
	if w.fails && l.size > 0 {
		return socket.Reply{}, errors.ErrUnsupported
	}
	if w.drop != nil && w.drop(l, n) {
		return socket.Reply{}, nil
	}
	r := w.reply(l, size, at)
	if w.vague && l.flow == 0 && r.Kind == socket.PacketTooBig {
		r.Kind = socket.Ambiguous
	}
	return r, nil
}

func (w wires) reply(l launch, size int, at time.Duration) socket.Reply {
	end := min(l.ttl, len(w.rtts))
	for hop := 1; hop < end; hop++ {
		if mtu := w.links[hop]; mtu > 0 && size > mtu {
			return w.refuse(l, hop, size, mtu)
		}
	}
	if w.rtts[end-1] < 0 || w.limit != nil && w.limit(end, at) {
		return socket.Reply{}
	}
	rtt := time.Duration(w.rtts[end-1]) * ms
	switch {
	case w.wall > 0 && l.ttl > w.wall && size > w.passes:
		return prohibited(w.router(w.wall), time.Duration(w.rtts[w.wall-1])*ms)
	case end < len(w.rtts):
		return expired(w.router(end), rtt)
	case w.udp:
		return icmp(socket.PortUnreachable, 3, 3, w.target(), rtt)
	}
	return icmp(socket.EchoReply, 0, 0, w.target(), rtt)
}

func (w wires) refuse(l launch, hop, size, mtu int) socket.Reply {
	if slices.Contains(w.holes, hop) {
		return socket.Reply{}
	}
	r := icmp(socket.PacketTooBig, 3, 4, w.router(hop), time.Duration(max(w.rtts[hop-1], -w.rtts[hop-1]))*ms)
	r.MTU = mtu
	if claim := w.claims[hop]; claim != nil {
		r.MTU = claim(size)
	}
	r.Quote = socket.Quote{Known: !w.hidden, TTL: uint8(l.ttl - hop + 1)}
	return r
}

// like returns a limiter such as Linux has for each peer: six answers, then one
// a second (icmp_ratelimit, icmp(7)).
func like(hops ...int) func(int, time.Duration) bool {
	type bucket struct{ level, last time.Duration }
	buckets := map[int]*bucket{}
	return func(hop int, at time.Duration) bool {
		if !slices.Contains(hops, hop) {
			return false
		}
		b := buckets[hop]
		if b == nil {
			b = &bucket{level: 6 * time.Second}
			buckets[hop] = b
		}
		b.level = min(6*time.Second, b.level+at-b.last)
		b.last = at
		if b.level < time.Second {
			return true
		}
		b.level -= time.Second
		return false
	}
}

func says(mtu int) func(int) int { return func(int) int { return mtu } }
