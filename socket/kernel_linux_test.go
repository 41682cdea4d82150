package socket_test

import (
	"testing"

	"ftr/internal/conntest"
	"ftr/socket"
)

// The conformance test runs for each back end and family through routers that
// are Linux itself.
func TestConnThroughLinuxRouters4(t *testing.T) { throughLinuxRouters(t, false) }
func TestConnThroughLinuxRouters6(t *testing.T) { throughLinuxRouters(t, true) }

func throughLinuxRouters(t *testing.T, v6 bool) {
	if !inside(t) {
		return
	}
	c := newChain(t, v6)
	for name, config := range ways {
		config.IPv6, config.DontFragment = v6, true // so that a link can be too narrow
		t.Run(name, func(t *testing.T) { conntest.Run(t, network(c, config)) })
	}
}

func network(c chain, config socket.Config) conntest.Network {
	arrival := socket.EchoReply
	if config.Protocol == socket.UDP {
		arrival = socket.PortUnreachable
	}
	return conntest.Network{
		Open: func() (socket.Conn, error) {
			conn, _, err := socket.Open(config)
			return conn, err
		},
		Routers: c.routers,
		Dst:     c.hosts[0],
		Others:  c.hosts[1:],
		Arrival: arrival,
		Flows:   true,
		Narrow:  chainMTU,
	}
}
