package main

import (
	"context"
	"net/netip"

	"ftr/enrich"
	"ftr/socket"
)

// A network is what a run reaches the world through: the real one, or the
// simulated one that is built in.
type network struct {
	host      string // the target where none is given
	simulated bool

	resolver  *enrich.Resolver
	askSTUN   func(context.Context, netip.AddrPort) (netip.Addr, error) // nil: over UDP
	localAddr func(netip.Addr, socket.Config) (netip.Addr, error)
	open      func(socket.Config) (socket.Conn, socket.Info, error)
}

// realNetwork returns the network of this machine. The error says why the
// system's name servers are not known; the network works without them.
func realNetwork() (network, error) {
	resolver, err := enrich.SystemResolver()
	if resolver == nil {
		resolver = &enrich.Resolver{}
	}
	return network{resolver: resolver, localAddr: socket.LocalAddr, open: socket.Open}, err
}
