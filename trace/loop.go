package trace

import (
	"slices"

	"ftr/socket"
)

// loopRounds is how often a cycle of routers must be seen to be called a loop:
// once, and repeated twice.
const loopRounds = 3

// minPeriod is the least number of routers in a loop. One router that shows at
// several TTLs is none: it may forward packets whose TTL has run out, or stand
// for all that lies behind a NAT.
const minPeriod = 2

// loop returns the TTL at which the first cycle of routers begins that was seen
// loopRounds times, and the TTL at which its second round ends; zeros if there
// is none.
func (t *table) loop() (start, end int) {
	for ttl := t.first; ttl <= t.last(); ttl++ {
		for period := minPeriod; ttl+period*loopRounds-1 <= t.last(); period++ {
			if t.cycles(ttl, period) {
				return ttl, ttl + 2*period - 1
			}
		}
	}
	return 0, 0
}

// cycles reports whether the routers from ttl on repeat with the given period,
// loopRounds times and without a gap.
func (t *table) cycles(ttl, period int) bool {
	for i := range period * loopRounds {
		a := t.addr(ttl + i)
		if !a.IsValid() || a != t.addr(ttl+i%period) {
			return false
		}
	}
	return t.expired(ttl + period*loopRounds - 1)
}

// expired reports whether all that a TTL was answered with is time exceeded.
func (t *table) expired(ttl int) bool {
	return !slices.ContainsFunc(t.row(ttl), func(p Probe) bool {
		return p.Answered() && p.Reply.Kind != socket.TimeExceeded
	})
}
