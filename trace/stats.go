package trace

import (
	"math"
	"net/netip"
	"slices"
	"time"
)

// Sent returns the number of probes that were sent, retries included.
func (h Hop) Sent() int {
	n := 0
	for _, p := range h.Probes {
		if p.Err == nil {
			n++
		}
	}
	return n
}

// Received returns the number of probes that were answered.
func (h Hop) Received() int {
	n := 0
	for _, p := range h.Probes {
		if p.Answered() {
			n++
		}
	}
	return n
}

// Lost returns the number of probes that were sent and will not be answered. It
// leaves out those that were still under way when the trace was cut short.
func (h Hop) Lost() int {
	n := 0
	for _, p := range h.Probes {
		if p.lost() {
			n++
		}
	}
	return n
}

// lost reports whether a probe was sent and stayed without a reply.
func (p Probe) lost() bool { return p.Err == nil && !p.Answered() && !p.pending }

// RTTs returns the round-trip times of the probes that were answered, in the
// order of sending, without those that are unknown: there may be fewer than
// [Hop.Received] says.
func (h Hop) RTTs() []time.Duration {
	var rtts []time.Duration
	for _, p := range h.Probes {
		if p.timed() {
			rtts = append(rtts, p.Reply.RTT)
		}
	}
	return rtts
}

// timed reports whether the round-trip time of a probe is known.
func (p Probe) timed() bool { return p.Answered() && p.Reply.RTT > 0 }

// Min returns the least round-trip time; zero where none is known.
func (h Hop) Min() time.Duration {
	if rtts := h.RTTs(); len(rtts) > 0 {
		return slices.Min(rtts)
	}
	return 0
}

// Max returns the greatest round-trip time; zero where none is known.
func (h Hop) Max() time.Duration {
	if rtts := h.RTTs(); len(rtts) > 0 {
		return slices.Max(rtts)
	}
	return 0
}

// Avg returns the mean round-trip time; zero where none is known.
func (h Hop) Avg() time.Duration {
	rtts := h.RTTs()
	if len(rtts) == 0 {
		return 0
	}
	var sum time.Duration
	for _, rtt := range rtts {
		sum += rtt
	}
	return sum / time.Duration(len(rtts))
}

// StdDev returns the standard deviation of the round-trip times, as ping(8) has
// it under the name of mdev: that of these probes themselves, not an estimate for
// all there might be. It is zero where only one round-trip time is known, or
// none.
func (h Hop) StdDev() time.Duration {
	rtts := h.RTTs()
	if len(rtts) == 0 {
		return 0
	}
	var sum, squares float64
	for _, rtt := range rtts {
		sum += float64(rtt)
	}
	mean := sum / float64(len(rtts))
	for _, rtt := range rtts {
		squares += (float64(rtt) - mean) * (float64(rtt) - mean)
	}
	return time.Duration(math.Round(math.Sqrt(squares / float64(len(rtts)))))
}

// Responders returns the addresses that answered, each once, in the order of
// the probes that they answered.
func (h Hop) Responders() []netip.Addr {
	var addrs []netip.Addr
	for _, p := range h.Probes {
		if p.Answered() && !slices.Contains(addrs, p.Reply.From) {
			addrs = append(addrs, p.Reply.From)
		}
	}
	return addrs
}
