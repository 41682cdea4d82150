package simnet

import (
	"net/netip"
	"time"
)

// A peering is a router and someone it sends ICMP errors to: what Linux limits
// (inet_peer_xrlim_allow).
type peering struct{ router, peer netip.Addr }

// A bucket holds what a router may still send to one peer. The zero bucket has
// not been used.
type bucket struct {
	credit time.Duration // each error costs one interval
	last   time.Time     // when credit was counted; zero: never
}

// take reports whether an error may be sent now, and pays for it.
func (b *bucket) take(now time.Time, l Limit) bool {
	full := time.Duration(l.Burst) * l.Interval
	if b.last.IsZero() {
		b.credit = full
	} else {
		rest := min(max(now.Sub(b.last), 0), full)
		b.credit = min(b.credit+rest, full)
	}
	b.last = now
	if b.credit < l.Interval {
		return false
	}
	b.credit -= l.Interval
	return true
}
