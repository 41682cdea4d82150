package trace_test

import (
	"errors"
	"net"
	"syscall"
	"testing"
	"testing/synctest"

	"ftr/internal/simnet"
	"ftr/socket"
	"ftr/trace"
)

// A lateConn takes every probe, and says only then that some could not be sent, as
// Windows does.
type lateConn struct {
	socket.Conn
	err     func(socket.Probe) error
	replies chan socket.Reply
}

func newLateConn(c socket.Conn, err func(socket.Probe) error) *lateConn {
	l := &lateConn{Conn: c, err: err, replies: make(chan socket.Reply, 100)}
	go func() {
		defer close(l.replies)
		for {
			r, err := c.Recv()
			if err != nil {
				return
			}
			l.replies <- r
		}
	}()
	return l
}

func (l *lateConn) Send(ps []socket.Probe) (int, error) {
	for i, p := range ps {
		if err := l.err(p); err != nil {
			l.replies <- socket.Reply{Token: p.Token, Kind: socket.Unsent, Err: err}
			continue
		}
		if _, err := l.Conn.Send(ps[i : i+1]); err != nil {
			return i, err
		}
	}
	return len(ps), nil
}

func (l *lateConn) Recv() (socket.Reply, error) {
	r, ok := <-l.replies
	if !ok {
		return r, net.ErrClosed
	}
	return r, nil
}

// collectLate traces the path in world by ICMP with such a Conn.
func collectLate(t *testing.T, o trace.Options, err func(socket.Probe) error) (trace.Path, error) {
	t.Helper()
	w, e := simnet.Parse(world)
	if e != nil {
		t.Fatal(e)
	}
	tracer := trace.New(newLateConn(w.Start().Conn(socket.ICMP, socket.Raw), err), socket.Info{Protocol: socket.ICMP})
	defer tracer.Close()
	o.Target = dest
	return tracer.Collect(t.Context(), o)
}

// What the system says late is a failure as well, no silence that would be waited
// for.
func TestLateSendErrorsSurface(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, err := collectLate(t, trace.Options{}, func(socket.Probe) error { return syscall.ENETUNREACH })
		if !errors.Is(err, syscall.ENETUNREACH) || p.Stop != trace.StopError || p.Sent != 0 || p.Duration != 0 {
			t.Errorf("error %v, stop %q, %d sent, after %v; want %v, error, 0, at once", err, p.Stop, p.Sent, p.Duration, syscall.ENETUNREACH)
		}
	})
}

func TestALateFailureHidesNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		failed := false
		p, err := collectLate(t, trace.Options{}, func(p socket.Probe) error {
			if p.TTL == 3 && !failed {
				failed = true
				return syscall.ENOBUFS
			}
			return nil
		})
		if err != nil || addrs(p) != wholePath {
			t.Errorf("path %s, error %v; want %s, which a second probe finds", addrs(p), err, wholePath)
		}
		if !errors.Is(p.Hops[2].Probes[0].Err, syscall.ENOBUFS) || p.Hops[2].Sent() != 1 {
			t.Errorf("error %v, %d sent at hop 3; want %v, 1", p.Hops[2].Probes[0].Err, p.Hops[2].Sent(), syscall.ENOBUFS)
		}
	})
}

// A long probe that this machine refuses late is refused, and shorter ones are
// tried.
func TestALongProbeIsRefusedLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, err := collectLate(t, trace.Options{MTU: 1500}, func(p socket.Probe) error {
			if p.Size > 1400 {
				return syscall.EMSGSIZE
			}
			return nil
		})
		if err != nil || p.MTU != 1400 {
			t.Errorf("MTU %d, error %v, want 1400", p.MTU, err)
		}
	})
}
