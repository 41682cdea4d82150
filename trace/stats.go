package trace

import (
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

// RTTs returns the round-trip times of the probes that were answered, in the
// order of sending.
func (h Hop) RTTs() []time.Duration {
	var rtts []time.Duration
	for _, p := range h.Probes {
		if p.Answered() {
			rtts = append(rtts, p.Reply.RTT)
		}
	}
	return rtts
}

// Received returns the number of probes that were answered.
func (h Hop) Received() int { return len(h.RTTs()) }

// Min returns the least round-trip time; zero where no probe was answered.
func (h Hop) Min() time.Duration {
	if rtts := h.RTTs(); len(rtts) > 0 {
		return slices.Min(rtts)
	}
	return 0
}

// Max returns the greatest round-trip time; zero where no probe was answered.
func (h Hop) Max() time.Duration {
	if rtts := h.RTTs(); len(rtts) > 0 {
		return slices.Max(rtts)
	}
	return 0
}

// Avg returns the mean round-trip time; zero where no probe was answered.
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
