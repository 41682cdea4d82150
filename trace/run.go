package trace

import (
	"cmp"
	"context"
	"io"
	"time"

	"ftr/socket"
)

// A run is one trace in progress: the thin shell around an engine.
type run struct {
	id      uint32
	o       Options
	conn    socket.Conn
	engine  *engine
	varies  bool                 // each probe is a flow of its own
	sent    []probeID            // by the token's lower half
	replies *queue[socket.Reply] // from the receiver
	events  *queue[Event]        // to the consumer
	broken  chan error           // takes one error, without blocking
	began   time.Time
	due     time.Duration // when the timer is to fire, since began
}

// A probeID names a probe of a run.
type probeID struct {
	ttl, index, flow, size int
}

// event returns an event of the probe.
func (id probeID) event(k EventKind) Event {
	return Event{Kind: k, TTL: id.ttl, Index: id.index, Flow: id.flow, Size: id.size}
}

// Tokens hold the run in the upper half and the probe in the lower one.
func token(run uint32, probe int) uint64 { return uint64(run)<<32 | uint64(uint32(probe)) }
func runOf(token uint64) uint32          { return uint32(token >> 32) }
func probeOf(token uint64) int           { return int(uint32(token)) }

func newRun(id uint32, o Options, info socket.Info, conn socket.Conn) *run {
	return &run{
		id: id, o: o, conn: conn, varies: info.FlowVaries,
		engine:  newEngine(o, info.Protocol),
		replies: newQueue[socket.Reply](),
		events:  newQueue[Event](),
		broken:  make(chan error, 1),
		began:   time.Now(),
	}
}

// stream runs the trace in a goroutine of its own and yields its events until
// it ends or the consumer breaks off.
func (r *run) stream(ctx context.Context, yield func(Event, error) bool) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		r.loop(ctx)
	}()
	defer func() {
		cancel()
		<-ended
	}()
	for {
		over := false
		select {
		case <-r.events.ready:
		case <-ended:
			over = true
		}
		for _, ev := range r.events.take() {
			if !yield(ev, nil) {
				return
			}
		}
		if over {
			return
		}
	}
}

// loop sends and waits as the engine says, and passes on late replies after
// that, until ctx ends or the Conn breaks.
func (r *run) loop(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	done := false
	for {
		if !done {
			done = r.step(timer)
		}
		select {
		case <-timer.C:
			r.catchUp()
		case <-r.replies.ready:
			r.take()
		case err := <-r.broken:
			r.end(&done, StopError, err)
			return
		case <-ctx.Done():
			r.take()
			r.end(&done, StopInterrupted, nil)
			return
		}
	}
}

// step does what is due, sets the timer for what comes next, and reports
// whether the trace is done.
func (r *run) step(timer *time.Timer) (done bool) {
	for {
		p := r.engine.step(time.Since(r.began))
		if p.overdue {
			r.emit(Event{Kind: Overdue})
		}
		switch {
		case p.stop != "":
			r.end(&done, p.stop, nil)
			return true
		case len(p.send) == 0:
			r.due = p.wake
			timer.Reset(r.due - time.Since(r.began))
			return false
		}
		r.send(p.send)
		r.take()
	}
}

// late is how late the timer may be before the machine counts as too busy to have
// read what has come.
const late = 5 * time.Millisecond

// catchUp takes the replies that have come by the time at which the timer was to
// fire. Where that was long ago, the process did not get to run, and the
// receiver, which the scheduler lets run after us, has yet to read them: without
// them hops that answered would be called silent.
func (r *run) catchUp() {
	if time.Since(r.began)-r.due < late {
		return
	}
	time.Sleep(time.Millisecond)
	r.take()
}

// end emits the event that the trace is done, unless it was already.
func (r *run) end(done *bool, s Stop, err error) {
	if *done {
		return
	}
	*done = true
	if s == StopError && err == nil {
		err = r.engine.err
	}
	r.emit(Event{Kind: Done, Stop: s, Err: err})
}

// emit stamps an event and hands it to the engine and to the consumer.
func (r *run) emit(ev Event) {
	ev.At = time.Since(r.began)
	r.engine.add(ev)
	r.events.put(ev)
}

// send sends the probes and notes what became of each.
func (r *run) send(ls []launch) {
	ids, ps := r.probes(ls)
	for len(ps) > 0 {
		n, err := r.conn.Send(ps)
		for _, id := range ids[:n] {
			sent := id.event(Sent)
			sent.FlowVaries = r.varies
			r.emit(sent)
		}
		if n >= len(ps) {
			return
		}
		if err == nil {
			err = io.ErrShortWrite // no Conn should do this
		}
		failed := ids[n].event(Failed)
		failed.Err = err
		r.emit(failed)
		ids, ps = ids[n+1:], ps[n+1:]
	}
}

// probes gives each launch an identity.
func (r *run) probes(ls []launch) ([]probeID, []socket.Probe) {
	base := len(r.sent)
	ps := make([]socket.Probe, len(ls))
	for i, l := range ls {
		id := probeID{ttl: l.ttl, index: r.engine.index(ls[:i], l), flow: l.flow, size: l.size}
		r.sent = append(r.sent, id)
		ps[i] = socket.Probe{
			Dst: r.o.Target, TTL: l.ttl, Flow: l.flow, Size: cmp.Or(l.size, r.o.Size),
			Token: token(r.id, base+i),
		}
	}
	return r.sent[base:], ps
}

// take emits the replies that have come.
func (r *run) take() {
	for _, reply := range r.replies.take() {
		if n := probeOf(reply.Token); n < len(r.sent) {
			r.emit(r.sent[n].replied(reply))
		}
	}
}

// replied returns the event that a reply to the probe makes.
func (id probeID) replied(r socket.Reply) Event {
	switch r.Kind {
	case socket.Unsent:
		ev := id.event(Failed)
		ev.Err = r.Err
		return ev
	case socket.Ambiguous:
		id = probeID{}
	}
	ev := id.event(Replied)
	ev.Reply = r
	return ev
}
