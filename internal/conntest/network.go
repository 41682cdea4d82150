// Package conntest holds the test that every implementation of socket.Conn
// passes: the real ones on a path of routers, and simnet's in memory.
//
// It uses no clock of its own but a watchdog, and never sleeps, so it runs in
// real time as well as in a testing/synctest bubble.
package conntest

import (
	"net/netip"
	"testing"

	"ftr/socket"
)

// A Network is a small path, and what it does with probes. All its routers and
// destinations answer, soon, without a rate limit.
type Network struct {
	// Open opens a new Conn. The test closes it.
	Open func() (socket.Conn, error)

	// Under runs a check; nil calls it. synctest.Test fits.
	Under func(*testing.T, func(*testing.T))

	Routers []netip.Addr // Routers[i] answers probes with TTL i+1
	Dst     netip.Addr   // the destination, which probes with a larger TTL reach
	Arrival socket.Kind  // how it answers

	// Others are more destinations behind the same routers, as far from here
	// as Dst and alike in their answers.
	Others []netip.Addr

	// Flows says that flows 1 and 2 reach Dst through the same routers.
	Flows bool

	// Narrow is the MTU in bytes of the link behind the first router, which
	// says so to probes that are longer; zero: no link is narrower than Size.
	Narrow int

	// OneSize says that probes have no size but that of their method.
	OneSize bool

	// Twice is the TTL of a router, not the first, whose answers come twice;
	// zero: there is none.
	Twice int
}

// size is the length of a probe that is not the default and fits everywhere.
const size = 600

// reach is the TTL of probes that arrive at a destination.
func (n Network) reach() int { return len(n.Routers) + 1 }

// answer returns who answers probes toward dst with the given TTL, and how.
func (n Network) answer(dst netip.Addr, ttl int) (netip.Addr, socket.Kind) {
	if ttl < n.reach() {
		return n.Routers[ttl-1], socket.TimeExceeded
	}
	return dst, n.Arrival
}

// path returns a probe for each TTL on the way to dst, with tokens from base.
func (n Network) path(dst netip.Addr, base uint64) []socket.Probe {
	var ps []socket.Probe
	for ttl := 1; ttl <= n.reach(); ttl++ {
		ps = append(ps, socket.Probe{Dst: dst, TTL: ttl, Token: base + uint64(ttl)})
	}
	return ps
}
