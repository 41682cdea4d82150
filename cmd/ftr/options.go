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
	if connects(r.Info) && beyondConnect(s.config) != "" {
		return o, opening, errBeyondConnect
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

// errBeyondConnect says that the probes of connect(2) cannot be as they are asked
// for.
var errBeyondConnect = errors.New("the kernel makes these probes")

// connects reports whether the kernel makes a Conn's probes.
func connects(info socket.Info) bool {
	return info.Protocol == socket.TCP && info.FlowVaries
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
