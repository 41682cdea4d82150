package enrich

import "net/netip"

// A Kind is what an address is for, by the IANA special-purpose address
// registries (RFC 6890), in the word that the JSON uses.
type Kind string

const (
	Public        Kind = "public"        // every address that no registry sets apart
	Private       Kind = "private"       // RFC 1918, RFC 4193
	CGNAT         Kind = "cgnat"         // shared with a carrier-grade NAT, RFC 6598
	LinkLocal     Kind = "link_local"    // RFC 3927, RFC 4291
	Loopback      Kind = "loopback"      // RFC 1122, RFC 4291
	Unspecified   Kind = "unspecified"   // RFC 1122, RFC 4291
	Multicast     Kind = "multicast"     // RFC 5771, RFC 4291
	Broadcast     Kind = "broadcast"     // RFC 919
	Documentation Kind = "documentation" // RFC 5737, RFC 3849, RFC 9637
	Benchmarking  Kind = "benchmarking"  // RFC 2544, RFC 5180
	Discard       Kind = "discard"       // RFC 6666, RFC 9780
	NAT64         Kind = "nat64"         // an IPv4 address as IPv6 sees it, RFC 6052, RFC 8215
	SixToFour     Kind = "6to4"          // RFC 3056
	Teredo        Kind = "teredo"        // RFC 4380
	SRv6          Kind = "srv6"          // segment identifiers, RFC 9602
	Reserved      Kind = "reserved"      // for protocols or for later, RFC 1112, RFC 6890, RFC 2928
)

// KindOf returns what an address is for; an IPv4-mapped IPv6 address (RFC
// 4291) is what the IPv4 address in it is. The zero Addr is of no Kind.
func KindOf(addr netip.Addr) Kind {
	if !addr.IsValid() {
		return ""
	}
	addr = addr.Unmap().WithZone("")
	kind, bits := Public, -1
	for _, s := range special {
		if s.prefix.Contains(addr) && s.prefix.Bits() > bits {
			kind, bits = s.kind, s.prefix.Bits()
		}
	}
	return kind
}

// announced returns the address to ask Team Cymru about: the address itself
// where it is public, and where it stands for a public IPv4 address, that one.
// The announcement of 2002::/16 or of a NAT64 prefix would say who runs a
// gateway, not whose the address is. A Teredo address tells no address that is
// worth asking about: the client's own sits behind a NAT.
func announced(addr netip.Addr) (netip.Addr, bool) {
	addr = addr.Unmap().WithZone("")
	b := addr.As16()
	switch KindOf(addr) {
	case Public:
		return addr, true
	case NAT64:
		if wellKnownNAT64.Contains(addr) {
			addr = netip.AddrFrom4([4]byte(b[12:16])) // RFC 6052, section 2.2
		}
	case SixToFour:
		addr = netip.AddrFrom4([4]byte(b[2:6])) // RFC 3056, section 2
	}
	return addr, KindOf(addr) == Public
}

// hasName reports whether it is worth asking a name server for the name of an
// address of this kind. The ones left out belong to this machine or its link,
// or to no machine at all (RFC 6303). Private addresses are asked about: the
// name servers at hand may well know them.
func (k Kind) hasName() bool {
	switch k {
	case Loopback, LinkLocal, Unspecified, Multicast, Broadcast, Discard, "":
		return false
	}
	return true
}
