package conntest

import (
	"sync"
	"testing"

	"ftr/socket"
)

func closeEndsRecv(t *testing.T, n Network) {
	c := open(t, n)
	err := make(chan error)
	go func() {
		_, e := c.Recv()
		err <- e
	}()
	if e := c.Close(); e != nil {
		t.Errorf("Close: %v", e)
	}
	wantClosed(t, "Recv", <-err)
}

func afterClose(t *testing.T, n Network) {
	c := open(t, n)
	exchange(t, n, c, n.path(n.Dst, 0))
	if err := c.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	sent, err := c.Send(n.path(n.Dst, 0))
	if sent != 0 {
		t.Errorf("Send sent %d probes", sent)
	}
	wantClosed(t, "Send", err)
	_, err = c.Recv()
	wantClosed(t, "Recv", err)
}

// unread closes with replies at hand that nobody has received.
func unread(t *testing.T, n Network) {
	c := open(t, n)
	send(t, c, n.path(n.Dst, 0))
	send(t, c, n.path(n.Dst, 1000))
	if _, err := c.Recv(); err != nil {
		t.Fatalf("Recv: %v", err)
	}
	if err := c.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	_, err := c.Recv()
	wantClosed(t, "Recv", err)
}

// concurrent sends from several goroutines while another receives, and closes
// in the midst of sending. The race detector judges.
func concurrent(t *testing.T, n Network) {
	c := open(t, n)
	var ps []socket.Probe
	var senders sync.WaitGroup
	for i := range 4 {
		mine := n.path(n.Dst, uint64(1000*i))
		ps = append(ps, mine...)
		senders.Go(func() {
			if _, err := c.Send(mine); err != nil {
				t.Errorf("Send: %v", err)
			}
		})
	}
	receive(t, n, c, ps)
	senders.Wait()

	var all sync.WaitGroup
	all.Go(func() {
		for {
			if _, err := c.Send(n.path(n.Dst, 9000)); err != nil {
				wantClosed(t, "Send", err)
				return
			}
		}
	})
	all.Go(func() {
		for {
			if _, err := c.Recv(); err != nil {
				wantClosed(t, "Recv", err)
				return
			}
		}
	})
	if _, err := c.Send(n.path(n.Dst, 8000)); err != nil {
		t.Errorf("Send: %v", err)
	}
	if err := c.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	all.Wait()
}
