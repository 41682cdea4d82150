package main

import (
	"fmt"
	"io"
	"sync/atomic"
	"time"
)

// When the line of progress appears, and how often it is written anew.
const (
	progressAfter = 250 * time.Millisecond
	progressEvery = 100 * time.Millisecond
)

// eraseLine takes the cursor to the start of the line and deletes the line
// (ECMA-48: CR, EL).
const eraseLine = "\r\x1b[K"

// A progress is one line on a terminal that says that the trace goes on. It
// appears only when the trace takes long, and is erased at the end.
type progress struct {
	sent, replies atomic.Int64
	naming        atomic.Bool // the path is decided, names are still looked up

	stop, stopped chan struct{}
}

// startProgress shows progress on w, a terminal, until end is called. A nil w
// shows nothing.
func startProgress(w io.Writer) *progress {
	p := &progress{stop: make(chan struct{}), stopped: make(chan struct{})}
	go func() {
		defer close(p.stopped)
		if w != nil {
			p.show(w)
		}
	}()
	return p
}

// end erases the line and waits until it is gone.
func (p *progress) end() {
	close(p.stop)
	<-p.stopped
}

// show writes the line again and again until end is called.
func (p *progress) show(w io.Writer) {
	began := time.Now()
	timer := time.NewTimer(progressAfter)
	defer timer.Stop()
	shown := false
	for {
		select {
		case <-timer.C:
			_, _ = io.WriteString(w, eraseLine+p.line(time.Since(began)))
			shown = true
			timer.Reset(progressEvery)
		case <-p.stop:
			if shown {
				_, _ = io.WriteString(w, eraseLine)
			}
			return
		}
	}
}

// line returns the text of the line.
func (p *progress) line(elapsed time.Duration) string {
	what := "tracing"
	if p.naming.Load() {
		what = "looking up names"
	}
	return fmt.Sprintf("ftr: %s, %s sent, %d answered, %.1f s",
		what, plural(int(p.sent.Load()), "probe"), p.replies.Load(), elapsed.Seconds())
}
