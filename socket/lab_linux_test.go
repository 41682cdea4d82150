package socket_test

import (
	"maps"
	"net/netip"
	"slices"
	"testing"

	"ftr/internal/conntest"
	"ftr/internal/lab"
	"ftr/socket"
)

// hostile is a path whose network sends junk with each probe.
const hostile = `
source 10.0.0.50
hop 10.0.0.1 rtt=1ms
hop 81.2.64.2 rtt=2ms dup=1
hop 81.2.64.3 rtt=3ms
dest 142.251.46.174 rtt=5ms
noise truncated,mislabelled,foreign,lying,forged
`

const hostile6 = `
source 2a00:1450::50
hop 2a00:1450::1 rtt=1ms
hop 2a00:1450::2 rtt=2ms dup=1
hop 2a00:1450::3 rtt=3ms
dest 2a00:1450:1::5 rtt=5ms
noise truncated,mislabelled,foreign,lying,forged
`

// ways are the configurations with a back end of their own.
var ways = map[string]socket.Config{
	"raw":     {Protocol: socket.ICMP, Mode: socket.Raw},
	"ping":    {Protocol: socket.ICMP, Mode: socket.Datagram},
	"raw UDP": {Protocol: socket.UDP, Mode: socket.Raw},
	"UDP":     {Protocol: socket.UDP, Mode: socket.Datagram},
	"raw TCP": {Protocol: socket.TCP, Mode: socket.Raw},
	"connect": {Protocol: socket.TCP, Mode: socket.Datagram},
}

// inLab returns the ways that work where Send runs on a thread outside the lab.
// TCP sockets that connect are opened by Send.
func inLab() map[string]socket.Config {
	in := maps.Clone(ways)
	delete(in, "connect")
	return in
}

// arrivals are what hosts answer by protocol: nobody listens for UDP, and somebody
// does for TCP.
var arrivals = map[socket.Protocol]socket.Kind{
	socket.ICMP: socket.EchoReply, socket.UDP: socket.PortUnreachable, socket.TCP: socket.SynAck,
}

func TestConnInAHostileNetwork4(t *testing.T) {
	inHostileNetwork(t, hostile, "142.251.46.174", "10.0.0.1", "81.2.64.2", "81.2.64.3")
}

func TestConnInAHostileNetwork6(t *testing.T) {
	inHostileNetwork(t, hostile6, "2a00:1450:1::5", "2a00:1450::1", "2a00:1450::2", "2a00:1450::3")
}

func inHostileNetwork(t *testing.T, world, dst string, routers ...string) {
	for name, config := range inLab() {
		t.Run(name, func(t *testing.T) {
			l := lab.New(t, world, lab.Options{Ping: true})
			n := hostileNetwork(config, dst, routers...)
			n.Open = func() (socket.Conn, error) { return openIn(l, config, dst) }
			// Send would open a ping socket's flows on a thread outside the lab.
			n.Flows = name != "ping" && name != "raw TCP"
			conntest.Run(t, n)
		})
	}
}

func hostileNetwork(config socket.Config, dst string, routers ...string) conntest.Network {
	n := conntest.Network{
		Dst:     netip.MustParseAddr(dst),
		Arrival: arrivals[config.Protocol],
		Twice:   2,
	}
	for _, r := range routers {
		n.Routers = append(n.Routers, netip.MustParseAddr(r))
	}
	return n
}

func openIn(l *lab.Lab, config socket.Config, dst string) (c socket.Conn, err error) {
	config.IPv6 = netip.MustParseAddr(dst).Is6()
	err = l.Do(func() error {
		c, _, err = socket.Open(config)
		return err
	})
	return c, err
}

// brief is a path of routers that quote no more than RFC 792 asks for.
const brief = `
source 10.0.0.50
hop 10.0.0.1 rtt=1ms quote=8 mpls=24001/5/1,16004/0/1 ttl=250
hop 81.2.64.2 rtt=2ms quote=8 nat
hop 81.2.64.3 rtt=3ms quote=8
dest 142.251.46.174 rtt=5ms
`

// replies sends ps toward dst at once and returns the replies by token.
func replies(t *testing.T, world, dst string, config socket.Config, ps ...socket.Probe) map[uint64][]socket.Reply {
	t.Helper()
	c, err := openIn(lab.New(t, world, lab.Options{Ping: true}), config, dst)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for i := range ps {
		ps[i].Dst = netip.MustParseAddr(dst)
	}
	if _, err := c.Send(ps); err != nil {
		t.Fatal(err)
	}
	got := make(map[uint64][]socket.Reply)
	for range ps {
		r, err := c.Recv()
		if err != nil {
			t.Fatal(err)
		}
		got[r.Token] = append(got[r.Token], r)
	}
	return got
}

// labelled is a path of routers that tell the labels which probes carried.
const labelled = `
source 10.0.0.50
hop 10.0.0.1 rtt=1ms mpls=24001/5/1,16004/0/1
hop 81.2.64.2 rtt=2ms mpls=24005/0/1
hop 81.2.64.3 rtt=3ms
dest 142.251.46.174 rtt=5ms
`

const labelled6 = `
source 2a00:1450::50
hop 2a00:1450::1 rtt=1ms mpls=24001/5/1,16004/0/1
hop 2a00:1450::2 rtt=2ms mpls=24005/0/1
hop 2a00:1450::3 rtt=3ms
dest 2a00:1450:1::5 rtt=5ms
`

func TestEverySocketTellsTheLabels4(t *testing.T) { tellsTheLabels(t, labelled, "142.251.46.174") }
func TestEverySocketTellsTheLabels6(t *testing.T) { tellsTheLabels(t, labelled6, "2a00:1450:1::5") }

func tellsTheLabels(t *testing.T, world, dst string) {
	want := map[uint64][]socket.Label{
		1: {{Label: 24001, Exp: 5, TTL: 1}, {Label: 16004, Bottom: true, TTL: 1}},
		2: {{Label: 24005, Bottom: true, TTL: 1}},
		3: nil,
	}
	for name, config := range inLab() {
		t.Run(name, func(t *testing.T) {
			got := replies(t, world, dst, config,
				socket.Probe{TTL: 1, Token: 1}, socket.Probe{TTL: 2, Token: 2}, socket.Probe{TTL: 3, Token: 3, Size: 600})
			for token, labels := range want {
				if rs := got[token]; len(rs) != 1 || !slices.Equal(rs[0].MPLS, labels) {
					t.Errorf("token %d: %+v, want labels %+v", token, rs, labels)
				}
			}
		})
	}
}

// The second router is a NAT, so that of one probe alone the third can tell.
func TestRawSocketsTellWhatRoutersDid(t *testing.T) {
	for _, name := range []string{"raw", "raw UDP"} {
		got := replies(t, brief, "142.251.46.174", ways[name],
			socket.Probe{TTL: 1, Token: 1}, socket.Probe{TTL: 2, Token: 2}, socket.Probe{TTL: 3, Flow: 1, Token: 3})
		for token := range uint64(3) {
			if len(got[token+1]) != 1 {
				t.Fatalf("%s: got %+v, want one reply to each probe", name, got)
			}
		}
		first, third := got[1][0], got[3][0]
		if want := []socket.Label{{Label: 24001, Exp: 5, TTL: 1}, {Label: 16004, Bottom: true, TTL: 1}}; !slices.Equal(first.MPLS, want) {
			t.Errorf("%s: labels %+v, want %+v", name, first.MPLS, want)
		}
		if first.TTL != 250 {
			t.Errorf("%s: the reply's TTL is %d, want 250", name, first.TTL)
		}
		if want := (socket.Quote{Known: true, TTL: 1}); first.Quote != want {
			t.Errorf("%s: quote of the first router: %+v, want %+v", name, first.Quote, want)
		}
		if want := (socket.Quote{Known: true, TTL: 1, Rewritten: true}); third.Quote != want {
			t.Errorf("%s: quote behind the NAT: %+v, want %+v", name, third.Quote, want)
		}
	}
}

func TestPingSocketNeedsEightQuotedBytes(t *testing.T) {
	got := replies(t, brief, "142.251.46.174", ways["ping"], socket.Probe{TTL: 3, Token: 3}, socket.Probe{TTL: 1, Token: 1}, socket.Probe{TTL: 2, Token: 2})
	for token, from := range map[uint64]string{1: "10.0.0.1", 2: "81.2.64.2", 3: "81.2.64.3"} {
		if rs := got[token]; len(rs) != 1 || rs[0].From.String() != from || rs[0].Kind != socket.TimeExceeded {
			t.Errorf("token %d: %+v, want time exceeded from %s", token, rs, from)
		}
	}
}

// Send is not to open the socket of another flow in the host's own namespace.
func TestPingSocketStaysInItsNamespace(t *testing.T) {
	c, err := openIn(lab.New(t, brief, lab.Options{Ping: true}), ways["ping"], "142.251.46.174")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	p := socket.Probe{Dst: netip.MustParseAddr("192.0.2.1"), TTL: 1, Flow: 1}
	want := "sending a probe with TTL 1 to 192.0.2.1: " +
		"a ping socket for flow 1: this thread is in another network namespace than at Open"
	if sent, err := c.Send([]socket.Probe{p}); sent != 0 || err == nil || err.Error() != want {
		t.Errorf("Send = %d, %v, want 0, %s", sent, err, want)
	}
}

func TestUDPIsAmbiguousWithEightQuotedBytes(t *testing.T) {
	got := replies(t, brief, "142.251.46.174", ways["UDP"], socket.Probe{TTL: 1, Token: 1}, socket.Probe{TTL: 2, Token: 2})
	if rs := got[1]; len(rs) != 2 || rs[0].Kind != socket.Ambiguous || rs[1].Kind != socket.Ambiguous {
		t.Errorf("got %+v, want two ambiguous replies for token 1", got)
	}
}

func TestUDPFlowsOfTheirOwnAreNotAmbiguous(t *testing.T) {
	got := replies(t, brief, "142.251.46.174", ways["UDP"], socket.Probe{TTL: 2, Flow: 2, Token: 2}, socket.Probe{TTL: 1, Flow: 1, Token: 1})
	for token, from := range map[uint64]string{1: "10.0.0.1", 2: "81.2.64.2"} {
		if rs := got[token]; len(rs) != 1 || rs[0].From.String() != from || rs[0].Kind != socket.TimeExceeded {
			t.Errorf("token %d: %+v, want time exceeded from %s", token, rs, from)
		}
	}
}
