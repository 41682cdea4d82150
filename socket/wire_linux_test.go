package socket_test

import (
	"net/netip"
	"testing"
	"time"

	"ftr/internal/chain"
	"ftr/internal/conntest"
	"ftr/internal/lab"
	"ftr/socket"
)

// What a Config says of the IP header shows on the wire, whatever the socket.
func TestProbesHaveTheTOSAskedFor4(t *testing.T) { haveTheTOS(t, labelled, "142.251.46.174") }
func TestProbesHaveTheTOSAskedFor6(t *testing.T) { haveTheTOS(t, labelled6, "2a00:1450:1::5") }

func haveTheTOS(t *testing.T, world, dst string) {
	const tos = 0xb8 // expedited forwarding (RFC 3246)
	for name, config := range ways {
		t.Run(name, func(t *testing.T) {
			l := lab.New(t, world, lab.Options{Ping: true})
			config.TOS = tos
			c, err := openIn(l, config, dst)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if _, err := c.Send([]socket.Probe{{Dst: netip.MustParseAddr(dst), TTL: 2}}); err != nil {
				t.Fatal(err)
			}
			r, err := c.Recv()
			if err != nil {
				t.Fatal(err)
			}
			if r.Quote.Known != (config.Mode == socket.Raw) || r.Quote.Known && r.Quote.TOS != tos {
				t.Errorf("quote %+v, want TOS %#x, by raw sockets", r.Quote, tos)
			}
			for _, p := range l.Seen().Probes {
				if p.TOS != tos || !p.Intact {
					t.Errorf("the network saw %+v, want TOS %#x and a right checksum", p, tos)
				}
			}
		})
	}
}

// A probe longer than the link carries is fragmented unless DF is asked for. The
// first fragment is what a router quotes.
func TestLongProbesAreFragmented4(t *testing.T) { areFragmented(t, false) }
func TestLongProbesAreFragmented6(t *testing.T) { areFragmented(t, true) }

func areFragmented(t *testing.T, v6 bool) {
	if !chain.Inside(t) {
		return
	}
	c := chain.New(t, v6)
	if v6 {
		learnMTU(t, c)
	}
	c.Listen(t, socket.DefaultTCPPort)
	for name, config := range ways {
		config.IPv6 = v6
		t.Run(name, func(t *testing.T) {
			n := network(c, config)
			if n.OneSize {
				t.Skip("the size of these probes cannot be chosen")
			}
			for i, size := range []int{chain.MTU + 1, 1500, 1501, 3000, 9000} {
				for ttl := 1; ttl <= len(n.Routers)+1; ttl++ {
					want := answer{n.Dst, n.Arrival, false}
					if ttl <= len(n.Routers) {
						want = answer{n.Routers[ttl-1], socket.TimeExceeded, false}
					} else if v6 && n.Arrival == socket.EchoReply {
						continue // the reply is as long, and its sender has to learn, too
					}
					p := socket.Probe{Dst: n.Dst, TTL: ttl, Size: size, Token: uint64(10*i + ttl)}
					if got := ask(t, n, p); got != want {
						t.Errorf("%d bytes with TTL %d: %+v, want %+v", size, ttl, got, want)
					}
				}
			}
		})
	}
}

// learnMTU makes the kernel learn what the path carries: IPv6 routers do not
// fragment.
func learnMTU(t *testing.T, c chain.Chain) {
	n := network(c, socket.Config{IPv6: true, Protocol: socket.UDP, Mode: socket.Raw})
	want := answer{c.Routers[0], socket.PacketTooBig, false}
	if got := ask(t, n, socket.Probe{Dst: n.Dst, TTL: 2, Size: chain.MTU + 1}); got != want {
		t.Fatalf("%d bytes: %+v, want %+v", chain.MTU+1, got, want)
	}
}

// An answer is what matters of a reply here.
type answer struct {
	from      netip.Addr
	kind      socket.Kind
	rewritten bool
}

// ask sends a probe and returns the answer, or the zero one where none comes.
func ask(t *testing.T, n conntest.Network, p socket.Probe) answer {
	t.Helper()
	c, err := n.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	watchdog := time.AfterFunc(10*time.Second, func() { c.Close() })
	defer watchdog.Stop()
	if _, err := c.Send([]socket.Probe{p}); err != nil {
		t.Fatal(err)
	}
	r, err := c.Recv()
	if err != nil || r.Token != p.Token {
		return answer{}
	}
	return answer{r.From, r.Kind, r.Quote.Rewritten}
}
