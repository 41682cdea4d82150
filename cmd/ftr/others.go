package main

import (
	"context"
	"sync"
	"time"

	"ftr/trace"
)

// others asks a destination that is overdue by the other methods, beside the
// trace, so that it costs no time of its own.
type others struct {
	ask  func(context.Context) []trace.Alternative
	wait time.Duration // longest time for the answers

	cancel context.CancelFunc // nil: nothing was asked
	group  sync.WaitGroup
	found  []trace.Alternative
}

// newOthers returns what asks the target of r through unprivileged sockets, as
// there are no privileges any more. It waits half as long as for a probe: the
// other half passed before the destination was overdue.
func (s *session) newOthers(by opened, r *result) *others {
	target, protocol := r.Target, r.Info.Protocol
	return &others{wait: s.config.ProbeTimeout / 2, ask: func(ctx context.Context) []trace.Alternative {
		return trace.Alternatives(ctx, target, protocol, by.config, s.network.open)
	}}
}

// start asks, once.
func (o *others) start(ctx context.Context) {
	if o.cancel != nil {
		return
	}
	ctx, o.cancel = context.WithTimeout(ctx, o.wait)
	o.group.Go(func() { o.found = o.ask(ctx) })
}

// decided says how the trace ended: whoever else answers is of interest only
// where the destination might have and did not.
func (o *others) decided(stop trace.Stop) {
	switch stop {
	case trace.StopSilent, trace.StopMaxHops, trace.StopDeadline:
		return
	}
	if o.cancel != nil {
		o.cancel()
	}
}

// answers waits for what was asked and returns it.
func (o *others) answers() []trace.Alternative {
	o.group.Wait()
	if o.cancel != nil {
		o.cancel()
	}
	return o.found
}

// alternatives returns what is worth telling of the other methods' answers.
func alternatives(p trace.Path, found []trace.Alternative) []trace.Alternative {
	if p.Reached || p.Stop == trace.StopUnreachable {
		return nil
	}
	return found
}
