package main

import (
	"net/netip"

	"ftr/enrich"
	"ftr/internal/simnet"
	"ftr/socket"
)

// simServer is the address at which the simulated name server is asked; it
// answers at any.
var simServer = netip.MustParseAddrPort("192.168.1.1:53")

// simNetwork returns n as what a run reaches the world through.
func simNetwork(n *simnet.Network) network {
	world := n.World()
	return network{
		host:      simHost(world),
		simulated: true,
		resolver:  &enrich.Resolver{Servers: []netip.AddrPort{simServer}, Exchange: n.Exchange},
		askSTUN:   n.STUN,
		localAddr: func(netip.Addr, socket.Config) (netip.Addr, error) { return world.Source, nil },
		open: func(c socket.Config) (socket.Conn, socket.Info, error) {
			info := simInfo(c)
			return n.Conn(info.Protocol, info.Mode), info, nil
		},
	}
}

// simHost returns the name of a world's destination, or its address where it
// has none.
func simHost(w *simnet.World) string {
	for _, h := range w.Hosts {
		if h.Addr == w.Dest.Addr {
			return h.Name
		}
	}
	return w.Dest.Addr.String()
}

// simInfo says what a machine that permits everything would choose.
func simInfo(c socket.Config) socket.Info {
	info := socket.Info{Protocol: c.Protocol, Mode: c.Mode}
	if info.Protocol == socket.AnyProtocol {
		info.Protocol = socket.ICMP
	}
	if info.Mode == socket.AnyMode {
		info.Mode = socket.Raw
		if info.Protocol == socket.UDP {
			info.Mode = socket.Datagram
		}
	}
	return info
}
