package main

import (
	"net/netip"
	"time"

	"ftr/enrich"
	"ftr/socket"
	"ftr/trace"
)

// A result is all that a run of ftr knows in the end. The table and the JSON
// are functions of it.
type result struct {
	Config    config
	Host      string     // the target as typed, or the built-in one
	Target    netip.Addr // zero: not resolved
	Hostname  string     // name that was looked up; empty: the target was given as an address
	Source    netip.Addr
	Info      socket.Info // zero: nothing was opened
	Simulated bool

	Started  time.Time
	Duration time.Duration // of the whole run

	Path   trace.Path
	Report enrich.Report

	Alternatives []trace.Alternative // ways by which a destination that was not reached answers

	Segments []enrich.Segment // parallel to Path.Hops
	ASPath   []enrich.Origin

	Executable string // path of this program, for advice
	System     socket.System
}

// info returns what is known about an address.
func (r result) info(addr netip.Addr) enrich.Info {
	if info, ok := r.Report.Infos[addr]; ok {
		return info
	}
	return enrich.Info{Addr: addr, Kind: enrich.KindOf(addr)}
}

// segment returns the segment of hop i.
func (r result) segment(i int) enrich.Segment {
	if i < len(r.Segments) {
		return r.Segments[i]
	}
	return enrich.SegmentUnknown
}

// lastAnswer returns the last hop that answered.
func (r result) lastAnswer() (trace.Hop, bool) {
	for i := len(r.Path.Hops) - 1; i >= 0; i-- {
		if r.Path.Hops[i].Addr.IsValid() {
			return r.Path.Hops[i], true
		}
	}
	return trace.Hop{}, false
}

// hop returns the hop at a TTL.
func (r result) hop(ttl int) (trace.Hop, bool) {
	for _, h := range r.Path.Hops {
		if h.TTL == ttl {
			return h, true
		}
	}
	return trace.Hop{}, false
}
