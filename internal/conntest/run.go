package conntest

import (
	"errors"
	"net"
	"testing"
	"time"

	"ftr/socket"
)

// patience is how long a check waits for a reply before it fails.
const patience = 10 * time.Second

// Run checks that the Conns of n do what socket.Conn promises.
func Run(t *testing.T, n Network) {
	for _, c := range []struct {
		name string
		do   func(*testing.T, Network)
	}{
		{"each TTL is answered by its router", eachTTL},
		{"tokens come back whole", tokens},
		{"destinations do not mix", destinations},
		{"two Conns do not mix", twoConns},
		{"a burst loses nothing", burst},
		{"flows all answer", flows},
		{"sizes are honoured", sizes},
		{"a duplicate is a reply again", duplicate},
		{"a bad probe in a batch is named", badProbe},
		{"Close ends Recv", closeEndsRecv},
		{"nothing works after Close", afterClose},
		{"replies not received go with Close", unread},
		{"Send, Recv and Close work at once", concurrent},
	} {
		t.Run(c.name, func(t *testing.T) {
			if n.Under == nil {
				c.do(t, n)
				return
			}
			n.Under(t, func(t *testing.T) { c.do(t, n) })
		})
	}
}

// open opens a Conn that is closed when the check ends, or when nothing has
// come for too long.
func open(t *testing.T, n Network) socket.Conn {
	t.Helper()
	c, err := n.Open()
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	watchdog := time.AfterFunc(patience, func() { c.Close() })
	t.Cleanup(func() {
		watchdog.Stop()
		c.Close()
	})
	return c
}

// send sends all of ps.
func send(t *testing.T, c socket.Conn, ps []socket.Probe) {
	t.Helper()
	if sent, err := c.Send(ps); sent != len(ps) || err != nil {
		t.Fatalf("Send = %d, %v, want %d, nil", sent, err, len(ps))
	}
}

// receive returns one reply to each of ps, by token, as soon as it has them. A
// reply with any other token is an error, and so is a second one, which only
// Twice makes.
func receive(t *testing.T, n Network, c socket.Conn, ps []socket.Probe) map[uint64]socket.Reply {
	t.Helper()
	ttls := make(map[uint64]int)
	for _, p := range ps {
		ttls[p.Token] = p.TTL
	}
	got := make(map[uint64]socket.Reply)
	for len(got) < len(ps) {
		r, err := c.Recv()
		if err != nil {
			t.Fatalf("Recv: %v, with %d of %d replies", err, len(got), len(ps))
		}
		ttl, ours := ttls[r.Token]
		if !ours {
			t.Fatalf("Recv = %+v, whose token is not of a probe sent here", r)
		}
		if _, again := got[r.Token]; again && ttl != n.Twice {
			t.Fatalf("a second reply to the probe with TTL %d: %+v", ttl, r)
		}
		got[r.Token] = r
	}
	return got
}

// exchange sends ps and checks that each is answered by whom it should be.
func exchange(t *testing.T, n Network, c socket.Conn, ps []socket.Probe) {
	t.Helper()
	start := time.Now()
	send(t, c, ps)
	got := receive(t, n, c, ps)
	elapsed := time.Since(start)
	for _, p := range ps {
		r := got[p.Token]
		from, kind := n.answer(p.Dst, p.TTL)
		if r.From != from || r.Kind != kind {
			t.Errorf("%s, TTL %d, flow %d: reply of kind %d from %s, want kind %d from %s",
				p.Dst, p.TTL, p.Flow, r.Kind, r.From, kind, from)
		}
		if r.RTT < 0 || r.RTT > elapsed {
			t.Errorf("%s, TTL %d: RTT %v is not in 0 to %v", p.Dst, p.TTL, r.RTT, elapsed)
		}
	}
}

// wantClosed checks that err is net.ErrClosed.
func wantClosed(t *testing.T, what string, err error) {
	t.Helper()
	if !errors.Is(err, net.ErrClosed) {
		t.Errorf("%s = %v, want net.ErrClosed", what, err)
	}
}
