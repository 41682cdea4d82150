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

// plainWays are what a system without code of its own does, and Linux can do, too.
func plainWays() map[string]socket.Config {
	return map[string]socket.Config{"raw": ways["raw"], "raw UDP": ways["raw UDP"], "raw TCP": ways["raw TCP"]}
}

// The code of macOS and the BSDs passes the same test, with poll(2), headers of its
// own in IPv4 and control messages in IPv6. Each way has a chain of its own: Linux
// remembers from one what does not fit.
func TestPlainICMPThroughLinuxRouters4(t *testing.T) { plainThroughLinuxRouters(t, "raw", false) }
func TestPlainICMPThroughLinuxRouters6(t *testing.T) { plainThroughLinuxRouters(t, "raw", true) }
func TestPlainUDPThroughLinuxRouters4(t *testing.T)  { plainThroughLinuxRouters(t, "raw UDP", false) }

func TestPlainUDPThroughLinuxRouters6(t *testing.T) { plainThroughLinuxRouters(t, "raw UDP", true) }

func TestPlainTCPThroughLinuxRouters4(t *testing.T) { plainThroughLinuxRouters(t, "raw TCP", false) }

func TestPlainTCPThroughLinuxRouters6(t *testing.T) { plainThroughLinuxRouters(t, "raw TCP", true) }

func plainThroughLinuxRouters(t *testing.T, way string, v6 bool) {
	if !chain.Inside(t) {
		return
	}
	config := plainWays()[way]
	config.IPv6, config.DontFragment = v6, true
	c := chain.New(t, v6)
	c.Listen(t, socket.DefaultTCPPort)
	n := network(c, config)
	n.Flows, n.OneSize = true, config.Protocol == socket.TCP // which connects here
	n.Open = func() (socket.Conn, error) { return socket.OpenPlain(config) }
	conntest.Run(t, n)
}

func TestPlainConnInAHostileNetwork4(t *testing.T) {
	plainInHostileNetwork(t, hostile, "142.251.46.174", "10.0.0.1", "81.2.64.2", "81.2.64.3")
}

func TestPlainConnInAHostileNetwork6(t *testing.T) {
	plainInHostileNetwork(t, hostile6, "2a00:1450:1::5", "2a00:1450::1", "2a00:1450::2", "2a00:1450::3")
}

func plainInHostileNetwork(t *testing.T, world, dst string, routers ...string) {
	for name, config := range plainWays() {
		t.Run(name, func(t *testing.T) {
			l := lab.New(t, world, lab.Options{})
			n := hostileNetwork(config, dst, routers...)
			n.Flows, n.OneSize = true, config.Protocol == socket.TCP
			n.Open = func() (socket.Conn, error) { return openPlainIn(l, config, dst) }
			conntest.Run(t, n)
		})
	}
}

// inLabConn is a Conn that opens sockets when it sends.
type inLabConn struct {
	socket.Conn
	lab *lab.Lab
}

func (c inLabConn) Send(ps []socket.Probe) (n int, err error) {
	err = c.lab.Do(func() error {
		n, err = c.Conn.Send(ps)
		return err
	})
	return n, err
}

func openPlainIn(l *lab.Lab, config socket.Config, dst string) (c socket.Conn, err error) {
	config.IPv6 = netip.MustParseAddr(dst).Is6()
	err = l.Do(func() error {
		c, err = socket.OpenPlain(config)
		return err
	})
	return inLabConn{c, l}, err
}

// The SYN leaves once only, so that even a late answer has an RTT, and none is taken
// from a second one.
func TestPlainTCPSendsNothingAgain(t *testing.T) {
	l := lab.New(t, late, lab.Options{})
	dst := "142.251.46.174"
	c, err := openPlainIn(l, ways["raw TCP"], dst)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	// The answer to the second comes when nobody waits for it any more.
	ps := []socket.Probe{{Dst: netip.MustParseAddr(dst), TTL: 1, Token: 4}, {Dst: netip.MustParseAddr(dst), TTL: 2, Token: 5}}
	if _, err := c.Send(ps); err != nil {
		t.Fatal(err)
	}
	r, err := c.Recv()
	if err != nil || r.Token != 4 || r.Kind != socket.TimeExceeded || r.RTT < 1200*time.Millisecond || r.Unstamped {
		t.Errorf("%+v, %v, want time exceeded after 1.2 s at least", r, err)
	}
	if n := len(l.Seen().Probes); n != len(ps) {
		t.Errorf("the network saw %d SYNs, want %d", n, len(ps))
	}
}

func TestPlainTCPClosedPort4(t *testing.T) { plainClosedPort(t, false) }
func TestPlainTCPClosedPort6(t *testing.T) { plainClosedPort(t, true) }

func plainClosedPort(t *testing.T, v6 bool) {
	if !chain.Inside(t) {
		return
	}
	c := chain.New(t, v6)
	config := socket.Config{IPv6: v6, Protocol: socket.TCP, Mode: socket.Raw, Port: 80}
	conn, err := socket.OpenPlain(config)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	near := netip.AddrFrom4([4]byte{127, 0, 0, 1})
	if v6 {
		near = netip.IPv6Loopback()
	}
	for token, dst := range []netip.Addr{c.Hosts[0], near} {
		if _, err := conn.Send([]socket.Probe{{Dst: dst, TTL: 9, Token: uint64(token)}}); err != nil {
			t.Fatal(err)
		}
		r, err := conn.Recv()
		if err != nil || r.Token != uint64(token) || r.Kind != socket.Reset || r.From != dst || r.RTT <= 0 || !r.Unstamped {
			t.Errorf("%s: %+v, %v, want a reset without a stamp", dst, r, err)
		}
	}
}

// However many probes a Conn has sent, it leaves nothing open.
func TestPlainTCPLeavesNoDescriptors(t *testing.T) {
	if !chain.Inside(t) {
		return
	}
	chain.Up(t, "lo")
	dst := netip.AddrFrom4([4]byte{127, 0, 0, 1})
	left := descriptorsLeft(t, dst, func(port uint16) (socket.Conn, error) {
		return socket.OpenPlain(socket.Config{Protocol: socket.TCP, Mode: socket.Raw, Port: port})
	})
	if left > 0 {
		t.Errorf("%d descriptors are left", left)
	}
}

// firewalled is a path on which a firewall refuses TCP by what kernels take for a
// reset.
const firewalled = `
source 10.0.0.50
hop 10.0.0.1 rtt=1ms
hop 81.2.64.2 rtt=2ms reject=tcp
dest 142.251.46.174 rtt=5ms
`

func TestPlainTCPTellsAFirewallFromAReset(t *testing.T) {
	l := lab.New(t, firewalled, lab.Options{})
	dst := "142.251.46.174"
	c, err := openPlainIn(l, ways["raw TCP"], dst)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for token := range uint64(5) {
		if _, err := c.Send([]socket.Probe{{Dst: netip.MustParseAddr(dst), TTL: 9, Token: token}}); err != nil {
			t.Fatal(err)
		}
		r, err := c.Recv()
		if err != nil || r.Token != token || r.From.String() != "81.2.64.2" || r.Kind != socket.PortUnreachable || r.Unstamped {
			t.Errorf("%+v, %v, want port unreachable from the firewall", r, err)
		}
	}
}
