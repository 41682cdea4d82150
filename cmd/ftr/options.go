package main

import (
	"errors"
	"fmt"
	"net/netip"
	"syscall"

	"ftr/socket"
	"ftr/trace"
)

// options fills in the source of a trace and says what to trace and how. The
// stage says what an error is about.
func (s *session) options(r *result, by socket.Config) (o trace.Options, at stage, err error) {
	if sizeRefused(s.config, r.Info) {
		return o, opening, errSizeNeedsRaw
	}
	if r.Source, err = r.Info.LocalAddr(r.Target); err != nil {
		return o, routing, err
	}
	o = traceOptions(s.config, r.Target)
	if !s.config.FindMTU {
		return o, 0, nil
	}
	if o.MTU, err = s.network.linkMTU(r.Source, by); err != nil {
		return o, routing, fmt.Errorf("looking for the path MTU: %w", err)
	}
	s.tell(1, "the first link carries %d bytes", o.MTU)
	return o, 0, nil
}

// traceOptions says what the command line wants of a trace to target.
func traceOptions(c config, target netip.Addr) trace.Options {
	return trace.Options{
		Target:   target,
		FirstTTL: c.FirstTTL,
		MaxTTL:   c.MaxTTL,
		Queries:  c.Queries,
		Size:     c.Size,
		TOS:      c.TOS,
		Timeout:  c.ProbeTimeout,
		Interval: c.Interval,
		Deadline: c.Deadline,
	}
}

// errSizeNeedsRaw says that a Conn's probes cannot have the length that is asked
// for.
var errSizeNeedsRaw = errors.New("the size of these probes cannot be chosen")

// sizeRefused reports whether a Conn's probes cannot have the length that is
// asked for, or several: those of connect(2) are the kernel's.
func sizeRefused(c config, info socket.Info) bool {
	fixed := info.Protocol == socket.TCP && info.Mode == socket.Datagram
	return fixed && (c.Size != 0 || c.FindMTU)
}

// firstLink returns what the first link of a path carries where err says that it
// is less than a probe is long; zero: it does not, or that is not known.
func (s *session) firstLink(r result, err error) int {
	if !errors.Is(err, syscall.EMSGSIZE) {
		return 0
	}
	mtu, err := s.network.linkMTU(r.Source, socket.Config{Interface: s.config.Interface})
	if err != nil {
		return 0
	}
	return mtu
}
