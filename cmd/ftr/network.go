package main

import (
	"context"
	"net/netip"

	"ftr/enrich"
	"ftr/socket"
	"ftr/trace"
)

// A network is what a run reaches the world through: the real one, or the
// simulated one that is built in.
type network struct {
	host      string // the target where none is given
	simulated bool

	resolver *enrich.Resolver
	askSTUN  func(context.Context, netip.AddrPort) (netip.Addr, error) // nil: over UDP
	open     trace.OpenFunc
	linkMTU  func(netip.Addr, socket.Config) (int, error)

	dropPrivileges func() error // nil: there are none
}

// openNetwork returns the network that c asks for. The error says why the
// system's name servers are not known; the network works without them.
func openNetwork(c config) (network, error) {
	n, err := demoOrReal(c)
	if n.resolver == nil {
		n.resolver = &enrich.Resolver{}
	}
	if len(c.DNSServers) > 0 {
		n.resolver.Servers = c.DNSServers
	}
	return n, err
}

func demoOrReal(c config) (network, error) {
	if c.Demo {
		return demoNetwork(c.IPv6), nil
	}
	n := network{open: socket.Open, linkMTU: socket.LinkMTU, dropPrivileges: socket.DropPrivileges}
	if isAddress(c.Host) && c.NoRDNS && c.NoEnrich {
		return n, nil // nothing will be asked, so the name servers need not be known
	}
	var err error
	n.resolver, err = enrich.SystemResolver()
	return n, err
}
