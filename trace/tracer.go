package trace

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net"
	"sync"

	"ftr/socket"
)

// A Tracer runs traces over one Conn, any number at a time, also to the same
// target. It must be made by [New] and closed.
type Tracer struct {
	conn socket.Conn
	info socket.Info
	recv chan struct{} // closed when the receiver has ended

	mu     sync.Mutex // guards what follows; not held across I/O
	runs   map[uint32]*run
	lastID uint32
	broken error // why the receiver ended; nil: it has not
}

// New returns a Tracer that sends and receives by conn, which from now on
// belongs to it. Info is what [socket.Open] said about conn.
func New(conn socket.Conn, info socket.Info) *Tracer {
	t := &Tracer{conn: conn, info: info, recv: make(chan struct{}), runs: map[uint32]*run{}}
	go t.receive() // Close waits for it
	return t
}

// Close closes the Conn and ends the traces that still run.
func (t *Tracer) Close() error {
	err := t.conn.Close()
	<-t.recv
	return err
}

// Trace traces a path and yields what happens in the order in which it does.
// After the event of kind [Done] come late replies, until the caller breaks off
// or ctx ends. Ending ctx before makes Done come at once, with
// [StopInterrupted].
//
// The only errors yielded are for unusable options and for a closed Tracer,
// and then nothing else is. However slow the caller is, it delays no probe. No
// goroutine is left behind when the loop is done.
func (t *Tracer) Trace(ctx context.Context, o Options) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		r, err := t.start(o)
		if err != nil {
			yield(Event{}, err)
			return
		}
		defer t.forget(r)
		r.stream(ctx, yield)
	}
}

// Collect traces a path and returns it as soon as it is decided. If ctx ends
// before, if no probe can be sent or if the Conn breaks, it returns what is
// known together with the cause.
func (t *Tracer) Collect(ctx context.Context, o Options) (Path, error) {
	c := NewCollector(o)
	for ev, err := range t.Trace(ctx, o) {
		if err != nil {
			return Path{}, err
		}
		c.Add(ev)
		if ev.Kind == Done {
			break
		}
	}
	p := c.Path()
	switch p.Stop {
	case StopInterrupted:
		return p, context.Cause(ctx)
	case StopError:
		return p, p.Err
	}
	return p, nil
}

// start registers a new trace.
func (t *Tracer) start(o Options) (*run, error) {
	o = o.withDefaults(newPace(o, t.info.Protocol).longestGap())
	if err := o.check(); err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.broken != nil {
		return nil, fmt.Errorf("starting a trace: %w", t.broken)
	}
	t.lastID++
	r := newRun(t.lastID, o, t.info, t.conn)
	t.runs[r.id] = r
	return r, nil
}

// forget lets go of a trace that has ended.
func (t *Tracer) forget(r *run) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.runs, r.id)
}

// receive hands each reply to the trace whose probe it answers, until the Conn
// is closed or breaks.
func (t *Tracer) receive() {
	defer close(t.recv)
	for {
		r, err := t.conn.Recv()
		if err != nil {
			t.fail(err)
			return
		}
		if run := t.find(r.Token); run != nil {
			run.replies.put(r)
		}
	}
}

func (t *Tracer) find(token uint64) *run {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.runs[runOf(token)]
}

// fail tells the traces that no more replies will come.
func (t *Tracer) fail(err error) {
	if !errors.Is(err, net.ErrClosed) {
		err = fmt.Errorf("receiving replies: %w", err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.broken = err
	for _, r := range t.runs {
		r.broken <- err
	}
}
