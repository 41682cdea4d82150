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

// simMTU is what the first link of the simulated network carries, as Ethernet does
// (RFC 894).
const simMTU = 1500

// simNetwork returns n as what a run reaches the world through.
func simNetwork(n *simnet.Network) network {
	world := n.World()
	return network{
		host:      simHost(world),
		simulated: true,
		resolver:  &enrich.Resolver{Servers: []netip.AddrPort{simServer}, Exchange: n.Exchange},
		askSTUN:   n.STUN,
		open:      n.Open,
		linkMTU:   func(netip.Addr, socket.Config) (int, error) { return simMTU, nil },
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
