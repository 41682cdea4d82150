package socket

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"syscall"
)

// LinkMTU returns the MTU, in bytes, of the interface that has the address src,
// or of c's Interface where that is set: the longest packet that leaves this
// machine whole. It is never more than an IP packet can be long.
func LinkMTU(src netip.Addr, c Config) (int, error) {
	if c.Interface != "" {
		i, err := net.InterfaceByName(c.Interface)
		if err != nil {
			return 0, fmt.Errorf("finding the MTU of %s: %w", c.Interface, err)
		}
		return min(i.MTU, maxPacket), nil
	}
	all, err := net.Interfaces()
	if err != nil {
		return 0, fmt.Errorf("listing the interfaces: %w", err)
	}
	for _, i := range all {
		addrs, err := i.Addrs()
		if err == nil && slices.ContainsFunc(addrs, func(a net.Addr) bool { return isAddr(a, src) }) {
			return min(i.MTU, maxPacket), nil
		}
	}
	return 0, fmt.Errorf("no interface has the address %s: %w", src, syscall.EADDRNOTAVAIL)
}

// isAddr reports whether an interface's address is a, whatever its zone.
func isAddr(of net.Addr, a netip.Addr) bool {
	p, err := netip.ParsePrefix(of.String())
	return err == nil && p.Addr().Unmap() == withoutZone(a)
}
