package socket

import "time"

// A wholeClock tells RTTs where there is no receive stamp: by what we measured, which
// includes the time until this process got to run, and by what the system did, which
// does not but has dropped what is less than a millisecond. The zero value trusts
// the system's clock.
type wholeClock struct {
	coarse bool // the system's clock goes by more than a millisecond at a time
}

// settle returns the RTT, and whether it is unstamped: nothing bounds the time until
// this process got to run. What the system measured lies within what we did, so if it
// is longer its clock is coarse.
func (c *wholeClock) settle(own, system time.Duration) (rtt time.Duration, unstamped bool) {
	c.coarse = c.coarse || system > own+time.Millisecond
	switch most := system + time.Millisecond; {
	case own <= most:
		return own, false
	case c.coarse:
		return own, true
	default:
		return most, false
	}
}
