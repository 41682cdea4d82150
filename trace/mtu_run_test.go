package trace

import (
	"fmt"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"ftr/socket"
)

// A wiresConn is a Conn through wires.
type wiresConn struct {
	wires
	began   time.Time
	replies chan socket.Reply
	closed  chan struct{}
}

func newWiresConn(w wires) *wiresConn {
	return &wiresConn{wires: w, began: time.Now(), replies: make(chan socket.Reply, 1000), closed: make(chan struct{})}
}

func (c *wiresConn) Send(ps []socket.Probe) (int, error) {
	for i, p := range ps {
		r, err := c.answer(launch{ttl: p.TTL, flow: p.Flow, size: p.Size}, 0, time.Since(c.began))
		if err != nil {
			return i, fmt.Errorf("sending: %w", err)
		}
		if r.Token = p.Token; r.Kind != 0 {
			time.AfterFunc(r.RTT, func() { c.replies <- r })
		}
	}
	return len(ps), nil
}

func (c *wiresConn) Recv() (socket.Reply, error) {
	select {
	case r := <-c.replies:
		return r, nil
	case <-c.closed:
		return socket.Reply{}, net.ErrClosed
	}
}

func (c *wiresConn) Close() error {
	close(c.closed)
	return nil
}

func TestATraceFindsTheMTU(t *testing.T) {
	hole := wires{rtts: eleven, links: map[int]int{5: 1400}, holes: []int{5}}
	narrow := wires{rtts: eleven, links: narrowTwice}
	tests := []struct {
		name     string
		w        wires
		o        Options
		stop     Stop
		duration time.Duration
		sent     int // zero: as many as it happens, since replies come at one time
		mtu      int
		hops     string
	}{
		{
			"in three round trips", narrow,
			Options{MTU: 1500},
			StopReached, 78 * ms, 29, 1280, "1 2 3 4(1400) 5 6 7 8(1280) 9 10 D",
		},
		{
			"where this machine refuses longer ones",
			wires{rtts: eleven, local: 1492},
			Options{MTU: 1500},
			StopReached, 100 * ms, 39, 1492, "1 2 3 4 5 6 7 8 9 10 D",
		},
		{
			"where longer ones vanish", hole,
			Options{MTU: 1500},
			StopReached, 385 * ms, 0, 1400, "1 2 3 4 5(1400),black_hole 6 7 8 9 10 D",
		},
		{
			"unless it is not to", narrow,
			Options{},
			StopReached, 25 * ms, 26, 0, "1 2 3 4 5 6 7 8 9 10 D",
		},
		{
			"where its other probes are too long themselves", narrow,
			Options{MTU: 1500, Size: 1300},
			StopUnreachable, 47 * ms, 0, 1400, "1 2 3 4(1400) 5 6 7 8!F-1280",
		},
		{
			"unless it is not to, and then such probes end the path", narrow,
			Options{Size: 1300},
			StopUnreachable, 19 * ms, 0, 0, "1 2 3 4 5 6 7 8!F-1280",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tracer := New(newWiresConn(tt.w), socket.Info{Protocol: socket.ICMP})
				defer tracer.Close()
				tt.o.Target = target
				p, err := tracer.Collect(t.Context(), tt.o)
				if err != nil || p.Err != nil || p.Stop != tt.stop {
					t.Errorf("errors %v, %v, stopped with %q; want none, %q", err, p.Err, p.Stop, tt.stop)
				}
				if p.Duration != tt.duration || tt.sent != 0 && p.Sent != tt.sent {
					t.Errorf("sent %d probes in %v, want %d in %v", p.Sent, p.Duration, tt.sent, tt.duration)
				}
				if p.MTU != tt.mtu || hops(p) != tt.hops {
					t.Errorf("MTU %d, hops %s; want %d, %s", p.MTU, hops(p), tt.mtu, tt.hops)
				}
			})
		})
	}
}
