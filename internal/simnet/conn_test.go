package simnet

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"ftr/socket"
)

// probes returns one probe to the destination for each TTL, whose token is the
// TTL.
func (n *Network) probes(ttls ...int) []socket.Probe {
	var ps []socket.Probe
	for _, ttl := range ttls {
		ps = append(ps, socket.Probe{Dst: n.world.Dest.Addr, TTL: ttl, Token: uint64(ttl)})
	}
	return ps
}

func mustSend(t *testing.T, c socket.Conn, ps []socket.Probe) {
	t.Helper()
	if sent, err := c.Send(ps); sent != len(ps) || err != nil {
		t.Fatalf("Send = %d, %v, want %d, nil", sent, err, len(ps))
	}
}

func mustRecv(t *testing.T, c socket.Conn) socket.Reply {
	t.Helper()
	r, err := c.Recv()
	if err != nil {
		t.Fatalf("Recv: %v", err)
	}
	return r
}

func TestConnIsExact(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := start(t, path, "rtt=700ms mpls=24001/0/1", "")
		c := n.Conn(socket.AnyProtocol, socket.AnyMode)
		defer c.Close()
		begin := time.Now()
		mustSend(t, c, n.probes(5, 4, 3))
		for _, want := range []socket.Reply{
			{
				Token: 4, From: addr("81.2.64.4"), Kind: socket.TimeExceeded, ICMPType: 11, RTT: 4 * time.Millisecond, TTL: 252,
				Quote: socket.Quote{Known: true, TTL: 1},
			},
			{Token: 5, From: addr("142.251.46.174"), Kind: socket.EchoReply, RTT: 5 * time.Millisecond, TTL: 60},
			{
				Token: 3, From: addr("81.2.64.3"), Kind: socket.TimeExceeded, ICMPType: 11, RTT: 700 * time.Millisecond, TTL: 253,
				Quote: socket.Quote{Known: true, TTL: 1}, MPLS: []socket.Label{{Label: 24001, TTL: 1, Bottom: true}},
			},
		} {
			got := mustRecv(t, c)
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got %+v, want %+v", got, want)
			}
			if now := time.Since(begin); now != want.RTT {
				t.Errorf("TTL %d: came after %v, want %v", want.Token, now, want.RTT)
			}
		}
	})
}

func TestConnRTTDoesNotDependOnTheReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := start(t, path, "", "")
		c := n.Conn(socket.UDP, socket.Datagram)
		defer c.Close()
		mustSend(t, c, n.probes(4, 1))
		time.Sleep(time.Second)
		for _, want := range []time.Duration{time.Millisecond, 4 * time.Millisecond} {
			if r := mustRecv(t, c); r.RTT != want || r.Quote != (socket.Quote{}) {
				t.Errorf("got %+v, want RTT %v and no quote", r, want)
			}
		}
	})
}

func TestConnWakesForALaterProbe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := start(t, path, "rtt=1s", "")
		c := n.Conn(socket.ICMP, socket.Raw)
		defer c.Close()
		mustSend(t, c, n.probes(3))
		time.AfterFunc(10*time.Millisecond, func() { mustSend(t, c, n.probes(1)) })
		if r := mustRecv(t, c); r.Token != 1 || r.RTT != time.Millisecond {
			t.Errorf("got %+v, want the reply to the later probe", r)
		}
	})
}

func TestConnForgetsAfter10s(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := start(t, path, "rtt=10s", "rtt=9.999999999s")
		c := n.Conn(socket.ICMP, socket.Raw)
		mustSend(t, c, n.probes(3, 5))
		if r := mustRecv(t, c); r.Token != 5 {
			t.Errorf("got %+v, want the destination's", r)
		}
		time.AfterFunc(time.Minute, func() { c.Close() })
		if r, err := c.Recv(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("Recv = %+v, %v, want net.ErrClosed", r, err)
		}
	})
}

func TestConnDeliversDuplicates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := start(t, path, "dup=2 quote=8", "")
		for _, m := range []socket.Mode{socket.Raw, socket.Datagram} {
			c := n.Conn(socket.UDP, m)
			mustSend(t, c, n.probes(3))
			for range 3 {
				if r := mustRecv(t, c); r.Token != 3 || r.Kind != socket.TimeExceeded || r.RTT != 3*time.Millisecond {
					t.Errorf("%s: got %+v", m, r)
				}
			}
			c.Close()
		}
	})
}

func TestShortQuotesAreAmbiguousWithUDPDatagrams(t *testing.T) {
	type key struct {
		token uint64
		kind  socket.Kind
		rtt   time.Duration
	}
	for _, tt := range []struct {
		proto socket.Protocol
		mode  socket.Mode
		quote int
		flow  int // of the second probe
		want  []key
	}{
		{socket.UDP, socket.Datagram, 8, 0, []key{{3, socket.Ambiguous, 0}, {4, socket.TimeExceeded, 4 * time.Millisecond}}},
		{socket.UDP, socket.Datagram, 8, 1, []key{{3, socket.TimeExceeded, 3 * time.Millisecond}, {4, socket.TimeExceeded, 4 * time.Millisecond}}},
		{socket.UDP, socket.Raw, 8, 0, []key{{3, socket.TimeExceeded, 3 * time.Millisecond}, {4, socket.TimeExceeded, 4 * time.Millisecond}}},
		{socket.UDP, socket.Datagram, 15, 0, []key{{3, socket.Ambiguous, 0}, {4, socket.TimeExceeded, 4 * time.Millisecond}}},
		{socket.UDP, socket.Datagram, 16, 0, []key{{3, socket.TimeExceeded, 3 * time.Millisecond}, {4, socket.TimeExceeded, 4 * time.Millisecond}}},
		{socket.ICMP, socket.Datagram, 8, 0, []key{{3, socket.TimeExceeded, 3 * time.Millisecond}, {4, socket.TimeExceeded, 4 * time.Millisecond}}},
	} {
		synctest.Test(t, func(t *testing.T) {
			n := start(t, path, fmt.Sprintf("quote=%d", tt.quote), "")
			c := n.Conn(tt.proto, tt.mode)
			defer c.Close()
			ps := n.probes(3, 4)
			ps[1].Flow = tt.flow
			mustSend(t, c, ps)
			for i, want := range tt.want {
				r := mustRecv(t, c)
				if got := (key{r.Token, r.Kind, r.RTT}); got != want {
					t.Errorf("%s %s, quote of %d, flow %d, reply %d: got %+v, want %+v", tt.proto, tt.mode, tt.quote, tt.flow, i, got, want)
				}
			}
		})
	}
}

func TestSendErrHitsOneProbe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := start(t, path, "", "")
		refused := errors.New("refused")
		n.SendErr = func(p socket.Probe) error {
			if p.TTL == 2 {
				return refused
			}
			return nil
		}
		c := n.Conn(socket.ICMP, socket.Raw)
		defer c.Close()
		ps := n.probes(1, 2, 3)
		sent, err := c.Send(ps)
		if sent != 1 || !errors.Is(err, refused) || err.Error() != "sending probe with TTL 2: refused" {
			t.Errorf("Send = %d, %v, want 1 and the error", sent, err)
		}
		mustSend(t, c, ps[2:])
		if a, b := mustRecv(t, c), mustRecv(t, c); a.Token != 1 || b.Token != 3 {
			t.Errorf("got replies to %d and %d, want 1 and 3", a.Token, b.Token)
		}
	})
}

func TestConnsAreDifferentFlows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := start(t, "source 10.0.0.50\nhop 10.0.0.1,10.0.0.2,10.0.0.3,10.0.0.4\ndest 192.0.2.1")
		seen := make(map[netip.Addr]bool)
		for range 40 {
			c := n.Conn(socket.ICMP, socket.Raw)
			ps := n.probes(1, 1, 1)
			mustSend(t, c, ps)
			a, b := mustRecv(t, c), mustRecv(t, c)
			if a.From != b.From {
				t.Errorf("one flow met %s and %s", a.From, b.From)
			}
			seen[a.From] = true
			c.Close()
		}
		if len(seen) != 4 {
			t.Errorf("40 flows met %d of 4 routers", len(seen))
		}
	})
}
