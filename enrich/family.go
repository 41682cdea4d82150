package enrich

import "net/netip"

// A Family says which addresses of a host are wanted.
type Family uint8

const (
	AnyFamily Family = iota // IPv4, or IPv6 where there is no IPv4 address
	IPv4
	IPv6
)

// familyOf returns the family of an address.
func familyOf(addr netip.Addr) Family {
	if addr.Unmap().Is4() {
		return IPv4
	}
	return IPv6
}
