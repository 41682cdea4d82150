package enrich

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

// stunTimeout is how long a STUN server has to answer. They stand near every
// user; and where UDP is blocked, each trace waits for this.
const stunTimeout = 750 * time.Millisecond

// stunPort is the port of a server that is given without one (RFC 8489,
// section 18.6).
const stunPort = "3478"

// errFound ends the questions to the other servers once one has answered.
var errFound = errors.New("found")

// publicAddr asks all STUN servers at once for the address of this machine in
// one family. The first valid answer counts; zero: there was none.
func (e *Enricher) publicAddr(ctx context.Context, want Family) netip.Addr {
	g, ctx := errgroup.WithContext(ctx)
	found := make(chan netip.Addr, 1)
	for _, server := range e.stunServers() {
		g.Go(func() error {
			addr, err := e.askServer(ctx, server, want)
			if err == nil {
				select {
				case found <- addr:
				default:
				}
				return errFound
			}
			return nil // another one may know
		})
	}
	if !errors.Is(g.Wait(), errFound) {
		return netip.Addr{}
	}
	return <-found
}

// askServer asks one STUN server, given as host:port, for the address of this
// machine.
func (e *Enricher) askServer(ctx context.Context, server string, want Family) (netip.Addr, error) {
	at, err := e.findServer(ctx, server, want)
	if err != nil {
		return netip.Addr{}, fmt.Errorf("finding the STUN server %s: %w", server, err)
	}
	ctx, cancel := context.WithTimeout(ctx, stunTimeout)
	defer cancel()
	ask := e.AskSTUN
	if ask == nil {
		ask = askSTUN
	}
	addr, err := ask(ctx, at)
	if err != nil {
		return netip.Addr{}, err
	}
	addr = addr.Unmap()
	if familyOf(addr) != want || KindOf(addr) != Public {
		return netip.Addr{}, fmt.Errorf("the STUN server %s says that our address is %s", server, addr)
	}
	return addr, nil
}

// findServer returns an address of a STUN server in one family. Its name is
// complete: the search domains are for what users type as a target.
func (e *Enricher) findServer(ctx context.Context, server string, want Family) (netip.AddrPort, error) {
	host, port, err := splitServer(server)
	if err != nil {
		return netip.AddrPort{}, err
	}
	if addr, err := netip.ParseAddr(host); err == nil {
		if familyOf(addr) != want {
			return netip.AddrPort{}, errors.New("it is not of the family of the trace")
		}
		return netip.AddrPortFrom(addr.Unmap(), port), nil
	}
	addrs, err := e.resolver().LookupHost(ctx, strings.TrimSuffix(host, ".")+".", want)
	if err != nil {
		return netip.AddrPort{}, err
	}
	return netip.AddrPortFrom(addrs[0], port), nil
}

// splitServer divides host:port; the port may be missing.
func splitServer(server string) (host string, port uint16, err error) {
	host, digits, err := net.SplitHostPort(server)
	if err != nil { // as for a name or an address alone
		host, digits = strings.Trim(server, "[]"), stunPort
	}
	n, err := strconv.ParseUint(digits, 10, 16)
	if err != nil || n == 0 {
		return "", 0, fmt.Errorf("%q is not a port", digits)
	}
	return host, uint16(n), nil
}

// stunServers returns the servers to ask.
func (e *Enricher) stunServers() []string {
	if e.STUNServers != nil {
		return e.STUNServers
	}
	return DefaultSTUNServers
}
