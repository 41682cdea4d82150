package trace

import (
	"errors"
	"fmt"
	"net/netip"
	"time"
)

// Options say what to trace and how. Only Target is required.
type Options struct {
	Target   netip.Addr
	FirstTTL int // zero: 1
	MaxTTL   int // zero: 30, or FirstTTL if that is more
	Queries  int // probes per TTL that count, retries aside; zero: 1
	Size     int // length of a probe in bytes; zero: the Conn's default

	// MTU is the length in bytes of the longest packet that leaves this machine
	// whole, 68 to 65535; with it the trace looks for the path MTU as soon as the
	// destination has answered (by UDP, once the path is known), by 80 more probes at
	// most. The Conn's probes must carry DF. Zero: no search.
	MTU int

	// TOS is the type of service or traffic class that the Conn's probes carry, by
	// which a quote shows whether somebody rewrote it.
	TOS uint8

	Timeout  time.Duration // longest wait for the reply to a probe; zero: 1 s
	Interval time.Duration // least time between two probes; zero: the engine's own pace
	Deadline time.Duration // longest time for the whole trace; zero: 3 s, and more as the other options need it
}

// What the zero values of Options stand for.
const (
	DefaultMaxTTL   = 30
	DefaultTimeout  = time.Second
	DefaultDeadline = 3 * time.Second
)

// Bounds of Options beyond which their sums would not fit a time.Duration.
const (
	maxQueries = 1000
	maxWait    = 24 * time.Hour
)

// Bounds of Options.MTU: what every link must carry (RFC 791, section 3.2), and
// the longest IP packet.
const (
	minMTU = 68
	maxMTU = 65535
)

// isWait reports whether d can be a time to wait.
func isWait(d time.Duration) bool { return d >= 0 && d <= maxWait }

// withDefaults returns o with its zero values filled in, for a trace whose
// rounds of queries are at most gap apart.
func (o Options) withDefaults(gap time.Duration) Options {
	if o.FirstTTL == 0 {
		o.FirstTTL = 1
	}
	if o.MaxTTL == 0 {
		o.MaxTTL = max(DefaultMaxTTL, o.FirstTTL)
	}
	if o.Queries == 0 {
		o.Queries = 1
	}
	if o.Timeout == 0 {
		o.Timeout = DefaultTimeout
	}
	if o.Deadline == 0 && o.Queries <= maxQueries && isWait(o.Timeout) && isWait(o.Interval) {
		o.Deadline = min(maxWait, o.deadline(gap))
	}
	return o
}

// deadline returns a limit for the whole trace that cuts none of the other
// options short.
func (o Options) deadline(gap time.Duration) time.Duration {
	probes := (o.MaxTTL - o.FirstTTL + 1) * (o.Queries + 1)
	search := time.Duration(0)
	if o.MTU > 0 {
		probes += maxLong
		search = searchTime
	}
	return DefaultDeadline + search +
		2*max(0, o.Timeout-DefaultTimeout) +
		time.Duration(probes)*o.Interval +
		time.Duration(o.Queries-1)*gap
}

// check returns an error if the options, defaults filled in, make no trace.
func (o Options) check() error {
	switch {
	case !o.Target.IsValid():
		return errors.New("no target given")
	case o.FirstTTL < 1 || o.FirstTTL > 255:
		return fmt.Errorf("first TTL %d is not between 1 and 255", o.FirstTTL)
	case o.MaxTTL < o.FirstTTL || o.MaxTTL > 255:
		return fmt.Errorf("last TTL %d is not between the first, %d, and 255", o.MaxTTL, o.FirstTTL)
	case o.Queries < 1 || o.Queries > maxQueries:
		return fmt.Errorf("%d queries per TTL are not between 1 and %d", o.Queries, maxQueries)
	case o.Size < 0:
		return fmt.Errorf("a probe cannot be %d bytes long", o.Size)
	case o.MTU != 0 && (o.MTU < minMTU || o.MTU > maxMTU):
		return fmt.Errorf("an MTU of %d bytes is not between %d and %d", o.MTU, minMTU, maxMTU)
	case !isWait(o.Timeout) || !isWait(o.Interval) || !isWait(o.Deadline):
		return fmt.Errorf("timeout, interval and deadline must be between 0 and %v", maxWait)
	}
	return nil
}
