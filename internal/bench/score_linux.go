package main

import (
	"slices"
	"time"

	"ftr/internal/simnet"
)

// A score is how a tool's answer compares with the truth.
type score struct {
	right, missed, wrong int
	rttError             time.Duration // the largest; -1: no RTT was given
}

// judge compares rows with what is true, and their round-trip times with those
// that the network measured at each TTL.
func judge(t simnet.Truth, rows []row, network map[int][]time.Duration) score {
	s := score{rttError: -1}
	for _, ttl := range t.Must {
		if slices.ContainsFunc(rows, func(r row) bool { return r.ttl == ttl && slices.Contains(t.Shows[ttl], r.addr) }) {
			s.right++
		} else {
			s.missed++
		}
	}
	for _, r := range rows {
		if !slices.Contains(t.Shows[r.ttl], r.addr) {
			s.wrong++
		} else if d, ok := nearest(r.rtt, network[r.ttl]); ok {
			s.rttError = max(s.rttError, d)
		}
	}
	return s
}

// nearest returns the distance to the nearest of some times.
func nearest(d time.Duration, times []time.Duration) (time.Duration, bool) {
	if len(times) == 0 {
		return 0, false
	}
	least := (d - times[0]).Abs()
	for _, t := range times[1:] {
		least = min(least, (d - t).Abs())
	}
	return least, true
}
