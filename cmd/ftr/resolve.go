package main

import (
	"context"
	"errors"
	"fmt"
	"net/netip"

	"ftr/enrich"
)

// A badAddressError says that a name leads to an address that no one can be
// traced to.
type badAddressError struct {
	Host string
	Err  *usageError
}

func (e *badAddressError) Error() string {
	return fmt.Sprintf("%s resolves to what cannot be traced to: %v", printable(e.Host), e.Err)
}

// resolve returns the addresses of a target, the one to take first. An address
// stands for itself; only a name is asked for.
func resolve(ctx context.Context, host string, c config, resolver *enrich.Resolver) ([]netip.Addr, error) {
	if addr, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{addr}, nil
	}
	addrs, err := resolver.LookupHost(ctx, host, wantedFamily(c))
	if err != nil {
		return nil, err
	}
	if len(addrs) == 0 {
		return nil, &enrich.NotFoundError{Name: host, Exists: true}
	}
	var wrong *usageError
	if errors.As(checkUnicast(addrs[0]), &wrong) {
		return nil, &badAddressError{Host: host, Err: wrong}
	}
	return addrs, nil
}

// wantedFamily returns the family that the target must be of: the one asked
// for, else that of the source.
func wantedFamily(c config) enrich.Family {
	switch {
	case c.IPv4, c.Source.Is4():
		return enrich.IPv4
	case c.IPv6, c.Source.Is6():
		return enrich.IPv6
	}
	return enrich.AnyFamily
}
