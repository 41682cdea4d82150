package socket_test

import (
	"testing"

	"ftr/internal/chain"
	"ftr/internal/conntest"
	"ftr/socket"
)

// The conformance test runs for each back end and family through routers that
// are Linux itself.
func TestConnThroughLinuxRouters4(t *testing.T) { throughLinuxRouters(t, false) }
func TestConnThroughLinuxRouters6(t *testing.T) { throughLinuxRouters(t, true) }

func throughLinuxRouters(t *testing.T, v6 bool) {
	if !chain.Inside(t) {
		return
	}
	c := chain.New(t, v6)
	c.Listen(t, socket.DefaultTCPPort)
	for name, config := range ways {
		config.IPv6, config.DontFragment = v6, true // so that a link can be too narrow
		t.Run(name, func(t *testing.T) { conntest.Run(t, network(c, config)) })
	}
}

func network(c chain.Chain, config socket.Config) conntest.Network {
	connects := config.Protocol == socket.TCP && config.Mode == socket.Datagram
	return conntest.Network{
		Open: func() (socket.Conn, error) {
			conn, _, err := socket.Open(config)
			return conn, err
		},
		Routers: c.Routers,
		Dst:     c.Hosts[0],
		Others:  c.Hosts[1:],
		Arrival: arrivals[config.Protocol],
		Flows:   config.Protocol != socket.TCP || connects,
		Narrow:  chain.MTU,
		OneSize: connects,
	}
}

// At a port where nobody listens, a reset is the answer.
func TestClosedTCPPort4(t *testing.T) { closedTCPPort(t, false) }
func TestClosedTCPPort6(t *testing.T) { closedTCPPort(t, true) }

func closedTCPPort(t *testing.T, v6 bool) {
	if !chain.Inside(t) {
		return
	}
	c := chain.New(t, v6)
	for _, mode := range []socket.Mode{socket.Raw, socket.Datagram} {
		conn, _, err := socket.Open(socket.Config{IPv6: v6, Protocol: socket.TCP, Mode: mode, Port: 80})
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := conn.Send([]socket.Probe{{Dst: c.Hosts[0], TTL: 9, Token: 3}}); err != nil {
			t.Fatal(err)
		}
		r, err := conn.Recv()
		unstamped := mode == socket.Datagram
		if err != nil || r.Kind != socket.Reset || r.From != c.Hosts[0] || r.RTT <= 0 || r.Unstamped != unstamped {
			t.Errorf("%s: %+v, %v, want a reset, without a stamp: %v", mode, r, err, unstamped)
		}
	}
}
