package simnet

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"ftr/socket"
)

func TestAConnectTellsItsFirstAnswer(t *testing.T) {
	for _, tt := range []struct {
		opts string
		mode socket.Mode
		ttl  int
		kind socket.Kind
		left int  // TTL that the reply has
		more bool // copies
	}{
		{"dup=1", socket.Datagram, 5, socket.SynAck, 0, false},
		{"dup=1 tcp=closed", socket.Datagram, 5, socket.Reset, 0, false},
		{"", socket.Datagram, 4, socket.TimeExceeded, 252, false},
		{"dup=1 tcp=closed", socket.Raw, 5, socket.Reset, 60, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			n := start(t, path, "", tt.opts)
			c := n.Conn(socket.TCP, tt.mode)
			mustSend(t, c, n.probes(tt.ttl))
			if r := mustRecv(t, c); r.Kind != tt.kind || r.TTL != tt.left || r.RTT != time.Duration(tt.ttl)*time.Millisecond {
				t.Errorf("%s %q: got %+v, want kind %d with TTL %d", tt.mode, tt.opts, r, tt.kind, tt.left)
			}
			closed := time.AfterFunc(time.Second, func() { _ = c.Close() })
			if _, err := c.Recv(); (err == nil) != tt.more {
				t.Errorf("%s %q: then got %v, want a copy: %v", tt.mode, tt.opts, err, tt.more)
			}
			if closed.Stop() {
				_ = c.Close()
			}
		})
	}
}

func TestTheSizeOfAConnectIsTheKernels(t *testing.T) {
	n := start(t, path, "", "")
	for _, tt := range []struct {
		mode        socket.Mode
		size        int
		ok          bool
		unsupported bool
	}{
		{socket.Datagram, 0, true, false},
		{socket.Datagram, 60, false, true},
		{socket.Raw, 40, true, false},
		{socket.Raw, 39, false, false}, // than the headers
	} {
		c := n.Conn(socket.TCP, tt.mode)
		ps := n.probes(1)
		ps[0].Size = tt.size
		_, err := c.Send(ps)
		if ok := err == nil; ok != tt.ok || errors.Is(err, errors.ErrUnsupported) != tt.unsupported {
			t.Errorf("%s, size %d: got %v, want it sent: %v", tt.mode, tt.size, err, tt.ok)
		}
		_ = c.Close()
	}
}
