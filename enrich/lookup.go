package enrich

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"github.com/miekg/dns"
	"golang.org/x/net/idna"
)

// LookupHost returns the addresses of a host, all of one family: of the wanted
// one, or of IPv4 where the host has any. The hosts table comes first; a name
// that may be short is tried in the search domains as resolv.conf(5) has it; a
// name that ends in a dot is complete; an international name is asked for in
// its ASCII form (RFC 5891). Errors are or wrap [ErrBadName], [ErrNoServers], a
// [NotFoundError], a [NoAnswerError], a [RefusedError] or the error of ctx.
func (r *Resolver) LookupHost(ctx context.Context, name string, want Family) ([]netip.Addr, error) {
	ascii, err := asciiName(name)
	if err != nil {
		return nil, fmt.Errorf("%q: %w", name, err)
	}
	if addrs := ofOneFamily(r.localAddrs(ascii), want); len(addrs) > 0 {
		return addrs, nil
	}
	var failed error
	for _, candidate := range r.candidates(ascii) {
		addrs, err := r.addrs(ctx, candidate, want)
		if err == nil {
			return addrs, nil
		}
		if !isAnswered(err) {
			return nil, named(err, name)
		}
		if failed == nil || candidate == dns.CanonicalName(ascii) {
			failed = err
		}
	}
	return nil, named(failed, name)
}

// asciiName returns a host name as DNS spells it. It fails for what cannot be
// one.
func asciiName(name string) (string, error) {
	isPlain := !strings.ContainsFunc(name, func(c rune) bool { return c <= ' ' || c > '~' || c == '\\' })
	if !isPlain {
		ascii, err := idna.Lookup.ToASCII(name)
		if err != nil {
			return "", fmt.Errorf("%w: %w", ErrBadName, err)
		}
		name = ascii
	}
	if _, ok := dns.IsDomainName(name); !ok || name == "" || name == "." {
		return "", ErrBadName
	}
	return name, nil
}

// localAddrs returns the addresses of a host that no server needs to be asked
// for: those in the hosts table, and localhost (RFC 6761, section 6.3).
func (r *Resolver) localAddrs(name string) []netip.Addr {
	if addrs := r.Hosts.find(name); len(addrs) > 0 {
		return addrs
	}
	if key := hostKey(name); key == "localhost" || strings.HasSuffix(key, ".localhost") {
		return []netip.Addr{localServer.Addr(), netip.IPv6Loopback()}
	}
	return nil
}

// candidates returns the complete names to ask for, in order.
func (r *Resolver) candidates(name string) []string {
	conf := dns.ClientConfig{Ndots: max(r.Ndots, 1), Search: r.Search}
	var names []string
	for _, n := range conf.NameList(name) {
		if _, ok := dns.IsDomainName(n); ok {
			names = append(names, dns.CanonicalName(n))
		}
	}
	return names
}

// isAnswered reports whether an error is about the name, so that another name
// may do better, and not about the servers.
func isAnswered(err error) bool {
	var notFound *NotFoundError
	var refused *RefusedError
	return errors.As(err, &notFound) || errors.As(err, &refused)
}

// named returns an error of ours with the name as the user wrote it.
func named(err error, name string) error {
	var notFound *NotFoundError
	var refused *RefusedError
	var noAnswer *NoAnswerError
	switch {
	case errors.As(err, &notFound):
		return &NotFoundError{Name: name, Server: notFound.Server, Exists: notFound.Exists}
	case errors.As(err, &refused):
		return &RefusedError{Name: name, Err: refused.Err}
	case errors.As(err, &noAnswer):
		return &NoAnswerError{Name: name, Servers: noAnswer.Servers, After: noAnswer.After}
	}
	return fmt.Errorf("looking up %s: %w", name, err)
}

// addrs returns the addresses of one complete name. Both families are asked
// for at once; once there is an IPv4 address, the other answer is not waited
// for.
func (r *Resolver) addrs(ctx context.Context, fqdn string, want Family) ([]netip.Addr, error) {
	switch want {
	case IPv4:
		return r.addrsOf(ctx, fqdn, dns.TypeA)
	case IPv6:
		return r.addrsOf(ctx, fqdn, dns.TypeAAAA)
	}
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	var v6 []netip.Addr
	var err6 error
	done := make(chan struct{})
	wg.Go(func() {
		defer close(done)
		v6, err6 = r.addrsOf(ctx, fqdn, dns.TypeAAAA)
	})
	v4, err4 := r.addrsOf(ctx, fqdn, dns.TypeA)
	var notFound *NotFoundError
	if err4 == nil || errors.As(err4, &notFound) && !notFound.Exists {
		return v4, err4
	}
	<-done
	if err6 == nil {
		return v6, nil
	}
	return nil, err4
}

// addrsOf returns the addresses of one complete name and one type.
func (r *Resolver) addrsOf(ctx context.Context, fqdn string, qtype uint16) ([]netip.Addr, error) {
	a := r.ask(ctx, fqdn, qtype)
	if a.err != nil {
		return nil, a.err
	}
	var addrs []netip.Addr
	for _, rr := range a.records {
		if addr, ok := addrIn(rr); ok && !slices.Contains(addrs, addr) {
			addrs = append(addrs, addr)
		}
	}
	if len(addrs) == 0 {
		return nil, &RefusedError{Name: fqdn, Err: errors.New("the answer holds no address")}
	}
	return addrs, nil
}

// addrIn returns the address that a record holds.
func addrIn(rr dns.RR) (netip.Addr, bool) {
	switch rr := rr.(type) {
	case *dns.A:
		addr, ok := netip.AddrFromSlice(rr.A)
		return addr.Unmap(), ok
	case *dns.AAAA:
		addr, ok := netip.AddrFromSlice(rr.AAAA)
		return addr, ok && addr.Is6() && !addr.Is4In6()
	}
	return netip.Addr{}, false
}

// ofOneFamily returns those of some addresses that are of the wanted family;
// where any will do, the IPv4 addresses if there are any.
func ofOneFamily(addrs []netip.Addr, want Family) []netip.Addr {
	if want == AnyFamily {
		if v4 := ofOneFamily(addrs, IPv4); len(v4) > 0 {
			return v4
		}
		want = IPv6
	}
	return slices.DeleteFunc(slices.Clone(addrs), func(a netip.Addr) bool { return familyOf(a) != want })
}
