package enrich

import (
	"context"
	"net/netip"
	"time"

	"github.com/miekg/dns"
)

// A Resolver asks name servers. Its fields must not be changed once it is in
// use; its methods may be called by any number of goroutines. The zero value
// knows no server and answers from nothing.
type Resolver struct {
	Servers []netip.AddrPort // asked in this order
	Search  []string         // domains to try a target's name in
	Ndots   int              // a name with this many dots is tried as it stands first; zero: 1
	Hosts   *Hosts           // asked before any server; nil: none
	Timeout time.Duration    // for the answer to one question; zero: 2 s

	// Exchange asks one server one question, once, and returns what it
	// answers. It blocks until the answer comes or ctx ends. Nil: over UDP,
	// and over TCP where the answer is truncated.
	Exchange func(ctx context.Context, m *dns.Msg, server netip.AddrPort) (*dns.Msg, error)
}

// SystemResolver returns a Resolver as the system is configured:
// resolv.conf(5) and hosts(5) on Unix, the network adapters and the hosts file
// on Windows. It sends nothing.
func SystemResolver() (*Resolver, error) { return &Resolver{}, nil }

// LookupHost returns the addresses of a host, all of one family: of the wanted
// one, or of IPv4 where the host has any. Errors are or wrap [ErrBadName],
// [ErrNoServers], a [NotFoundError], a [NoAnswerError], a [RefusedError] or the
// error of ctx.
func (r *Resolver) LookupHost(ctx context.Context, name string, want Family) ([]netip.Addr, error) {
	return nil, ErrNoServers
}

// LookupPTR returns the name of an address, without the trailing dot. It may
// hold any bytes; see [Clean]. Errors are as those of [Resolver.LookupHost].
func (r *Resolver) LookupPTR(ctx context.Context, addr netip.Addr) (string, error) {
	return "", ErrNoServers
}
