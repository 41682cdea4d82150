package simnet_test

import (
	"net/netip"
	"testing"
	"testing/synctest"

	"ftr/internal/conntest"
	"ftr/internal/simnet"
	"ftr/socket"
)

// small is a path as conntest wants it: the link behind the first router is narrow,
// and the second one answers twice.
const small = `
source 10.0.0.50
hop 10.0.0.1 rtt=1ms mtu=1400
hop 81.2.64.2 rtt=2ms dup=1
hop 81.2.64.3 rtt=3ms
dest 142.251.46.174 rtt=5ms
`

const small6 = `
source 2a00:1450::50
hop 2a00:1450::1 rtt=1ms mtu=1400
hop 2a00:1450::2 rtt=2ms dup=1
hop 2a00:1450::3 rtt=3ms
dest 2a00:1450:1::5 rtt=5ms
`

func TestConnIsASocketConn(t *testing.T) {
	arrivals := map[socket.Protocol]socket.Kind{
		socket.ICMP: socket.EchoReply, socket.UDP: socket.PortUnreachable, socket.TCP: socket.SynAck,
	}
	for _, text := range []string{small, small6} {
		w, err := simnet.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		for proto, arrival := range arrivals {
			for _, mode := range []socket.Mode{socket.Raw, socket.Datagram} {
				name := w.Dest.Addr.String() + " " + proto.String() + " " + mode.String()
				t.Run(name, func(t *testing.T) { conntest.Run(t, network(w, proto, mode, arrival)) })
			}
		}
	}
}

func network(w *simnet.World, p socket.Protocol, m socket.Mode, arrival socket.Kind) conntest.Network {
	var routers []netip.Addr
	for _, h := range w.Hops {
		routers = append(routers, h.Addrs[0])
	}
	c := socket.Config{Protocol: p, Mode: m, DontFragment: true}
	n := conntest.Network{
		Open:    func() (socket.Conn, error) { conn, _, err := w.Start().Open(c); return conn, err },
		Under:   synctest.Test,
		Routers: routers, Dst: w.Dest.Addr, Arrival: arrival,
		Flows: true, Twice: 2, Narrow: 1400,
	}
	if p == socket.TCP && m == socket.Datagram { // each probe is a connection
		n.OneSize, n.Twice = true, 0
	}
	return n
}
