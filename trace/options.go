package trace

import (
	"net/netip"
	"time"
)

// Options say what to trace and how. Only Target is required.
type Options struct {
	Target   netip.Addr
	FirstTTL int // zero: 1
	MaxTTL   int // zero: 30
	Queries  int // probes per TTL that count, retries aside; zero: 1
	Size     int // length of a probe in bytes; zero: the Conn's default

	Timeout  time.Duration // longest wait for the reply to a probe; zero: 1 s
	Interval time.Duration // least time between two probes; zero: the engine's own pace
	Deadline time.Duration // longest time for the whole trace; zero: 3 s, or more where the other options need more
}
