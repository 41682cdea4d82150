package simnet

import (
	"cmp"
	"math/rand/v2"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/miekg/dns"

	"ftr/socket"
)

// A Network is a World in motion. Its methods may be called by any number of
// goroutines.
type Network struct {
	// SendErr, where it is not nil, is asked about each probe that a Conn is
	// about to send; an error keeps that probe from being sent. It must be set
	// before the Conn is used.
	SendErr func(socket.Probe) error

	world *World

	mu        sync.Mutex // guards what follows; never held across a wait
	rand      *rand.Rand
	buckets   map[peering]*bucket
	turns     []int // by hop: packets that ended there
	dropped   int   // probes that the destination did not answer, up to Dest.Drop
	conns     int
	questions []dns.Question
	requests  int // to STUN servers
}

// Start sets a World in motion. Networks that were started with the same seed,
// or without any, and receive the same packets at the same times answer alike.
func (w *World) Start(seed ...uint64) *Network {
	s := [2]uint64{}
	copy(s[:], seed)
	return &Network{
		world:   w,
		rand:    rand.New(rand.NewPCG(s[0], s[1])),
		buckets: make(map[peering]*bucket),
		turns:   make([]int, len(w.Hops)),
	}
}

// World returns what the Network was started from. It must not be changed.
func (n *Network) World() *World { return n.world }

// Receive returns what comes back for a packet that the source sends now, in
// the order of arrival.
//
// A packet for one of the routers is answered by it as by a host without open
// ports. One for an address that is not in the World meets the first hop and
// nobody behind it.
func (n *Network) Receive(now time.Time, p Packet) []Answer {
	if p.Dst.Is6() != n.world.Is6() || p.TTL < 1 {
		return nil
	}
	e := n.world.route(p)
	if e.fate == dropped {
		return nil
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if e.index == len(n.world.Hops) {
		return n.answerAsDest(now, p, e)
	}
	return n.answerAsRouter(now, p, e)
}

// answerAsDest needs n.mu.
func (n *Network) answerAsDest(now time.Time, p Packet, e end) []Answer {
	d := &n.world.Dest
	if n.dropped < d.Drop {
		n.dropped++
		return nil
	}
	a, ok := d.answer(p, len(n.world.Hops))
	if !ok {
		return nil
	}
	return n.send(now, p, e, &d.Manners, d.Addr, a)
}

// answerAsRouter needs n.mu.
func (n *Network) answerAsRouter(now time.Time, p Packet, e end) []Answer {
	h := &n.world.Hops[e.index]
	a, ok := h.answer(p, e, n.turns[e.index])
	n.turns[e.index]++
	if !ok {
		return nil
	}
	return n.send(now, p, e, &h.Manners, a.From, a)
}

// send makes of what a router or the destination would say what arrives of it.
// It needs n.mu.
func (n *Network) send(now time.Time, p Packet, e end, m *Manners, router netip.Addr, a Answer) []Answer {
	if m.Loss > 0 && n.rand.Float64() < m.Loss {
		return nil
	}
	if a.limited() && !n.allows(now, m.Limit, peering{router, p.Src}) {
		return nil
	}
	a.After = m.RTT + e.extra + n.jitter(m.Jitter)
	a.TTL = cmp.Or(m.ReplyTTL, min(max(a.TTL-m.Back, 1), 255))
	if a.isError() {
		a.QuoteTTL, a.QuoteTOS = uint8(e.ttl), e.tos
		a.Quote, a.NAT, a.MPLS = m.Quote, e.nat, m.MPLS
		a.Interfaces, a.Ext = m.Interfaces, m.Ext
	}
	return slices.Repeat([]Answer{a}, 1+m.Dup)
}

// allows needs n.mu.
func (n *Network) allows(now time.Time, l Limit, between peering) bool {
	if l == (Limit{}) {
		return true
	}
	b := n.buckets[between]
	if b == nil {
		b = new(bucket)
		n.buckets[between] = b
	}
	return b.take(now, l)
}

// jitter returns a random time up to most. It needs n.mu.
func (n *Network) jitter(most time.Duration) time.Duration {
	if most == 0 {
		return 0
	}
	return time.Duration(n.rand.Int64N(int64(most) + 1))
}
