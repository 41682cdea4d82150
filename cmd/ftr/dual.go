package main

import (
	"fmt"
	"strconv"
	"time"
)

// startValue takes -s: a number is the first TTL, as in the reference tool, and
// an address the source, as in traceroute.
func startValue(c *config) value {
	ttl := upTo(&c.FirstTTL, maxTTL)
	source := sourceValue(c)
	return value{kind: "number or address", set: func(s string) error {
		if n, err := strconv.Atoi(s); err == nil {
			if n > maxTTL {
				return usagef(fmt.Sprintf("for the size of probes write --size %d", n), "-s %d: the first TTL is at most %d", n, maxTTL)
			}
			return ttl.Set(s)
		}
		if source.Set(s) != nil {
			return fmt.Errorf("neither a first TTL (1 to %d) nor a source address", maxTTL)
		}
		return nil
	}}
}

// intervalValue takes -i: a time is the interval between probes, as in the
// reference tool, and anything else an interface, as in traceroute.
func intervalValue(c *config) value {
	interval := timeValue(&c.Interval, time.Millisecond, 0, maxProbeTimeout)
	return value{kind: "time or interface", set: func(s string) error {
		if _, err := parseDuration(s, time.Millisecond); err == nil {
			return interval.Set(s)
		}
		return interfaceValue(c).Set(s)
	}}
}
