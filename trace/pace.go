package trace

import (
	"time"

	"ftr/socket"
)

// The pace of a trace. The figures come from ../shared/knowledge/measurement.md
// and from the benchmark, which judges wall time, missed hops and packets.
const (
	// window is how many TTLs are open at once: from the first one, and beyond
	// the deepest one that has answered.
	window = 16
	// longPath is the TTL whose answer shows that the path is a long one, on which
	// twice as many TTLs are open. Most paths end before.
	longPath = 12
	// paceGap is how long the next TTL waits where the window is full of
	// probes that no one answers.
	paceGap = 3 * time.Millisecond
	// burst is the time within which probes count as sent together.
	burst = time.Millisecond
	// minRetry is the least time between two probes to one router: most limit
	// how many ICMP errors they send.
	minRetry = 60 * time.Millisecond
	// floor is the earliest a hop may be called silent after its first probe.
	floor = 150 * time.Millisecond
	// maxPTO and maxGive cap the waits that grow with the round-trip times.
	maxPTO  = 600 * time.Millisecond
	maxGive = 700 * time.Millisecond
	// udpRefill is how long a Linux host takes to be willing to send one more
	// port unreachable: icmp_ratelimit, 1 s (icmp(7)), and a little.
	udpRefill = 1020 * time.Millisecond
	// tail is how many TTLs are tried again where the destination is silent.
	tail = 3
)

// A pace is how the waits of a trace depend on what was seen.
type pace struct {
	rmax    time.Duration // greatest round-trip time so far
	timeout time.Duration // Options.Timeout
	udp     bool
	tcp     bool
}

// pto returns how long after a probe its silence is reason to send another,
// once something deeper has answered.
func (p pace) pto() time.Duration {
	return max(minRetry, min(maxPTO, p.timeout, p.rmax+p.rmax/4+10*time.Millisecond))
}

// give returns how long after the last probe to a hop its silence is final,
// once something deeper has answered.
func (p pace) give() time.Duration {
	return min(maxGive, p.timeout, 2*p.rmax+30*time.Millisecond)
}

// roundGap returns the time between two queries to one TTL. A host answers
// UDP probes only as often as its limiter allows. A SYN that meets the half-open
// connection of the one before gets no SYN-ACK (RFC 9293, section 3.10.7.4), so
// that TCP waits for that to be reset, which takes one round trip.
func (p pace) roundGap(destination bool) time.Duration {
	switch {
	case p.udp && destination:
		return udpRefill
	case p.tcp && destination:
		return p.pto()
	}
	return minRetry
}

// longestGap returns what roundGap may grow to.
func (p pace) longestGap() time.Duration {
	if p.tcp {
		return maxPTO
	}
	return p.roundGap(true)
}

// openTo returns the TTL up to which probes may be under way where the deepest
// answer was at hi, which is first-1 if there was none.
func openTo(hi int) int {
	if hi >= longPath {
		return hi + 2*window
	}
	return hi + window
}

func newPace(o Options, proto socket.Protocol) pace {
	return pace{timeout: o.Timeout, udp: proto == socket.UDP, tcp: proto == socket.TCP}
}
