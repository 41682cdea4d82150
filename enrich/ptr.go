package enrich

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"github.com/miekg/dns"
)

// LookupPTR returns the name of an address, without the trailing dot: from the
// hosts table, else from the first PTR record. It may hold any bytes; see
// [Clean]. Errors are as those of [Resolver.LookupHost].
func (r *Resolver) LookupPTR(ctx context.Context, addr netip.Addr) (string, error) {
	addr = addr.Unmap().WithZone("")
	if name := r.Hosts.name(addr); name != "" {
		return name, nil
	}
	arpa, err := dns.ReverseAddr(addr.String())
	if err != nil {
		return "", fmt.Errorf("looking up the name of an address: %w", err)
	}
	a := r.ask(ctx, arpa, dns.TypePTR)
	if a.err != nil {
		return "", fmt.Errorf("looking up the name of %s: %w", addr, a.err)
	}
	return ptrName(a.records)
}

// ptrName returns the name in the first PTR record that has one.
func ptrName(records []dns.RR) (string, error) {
	for _, rr := range records {
		if ptr, ok := rr.(*dns.PTR); ok {
			if name := strings.TrimSuffix(unescape(ptr.Ptr), "."); name != "" {
				return name, nil
			}
		}
	}
	return "", errors.New("the PTR record holds no name")
}
