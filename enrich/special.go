package enrich

import "net/netip"

// wellKnownNAT64 is the prefix of RFC 6052, section 2.1; a network's own prefix
// cannot be told from any other address.
var wellKnownNAT64 = netip.MustParsePrefix("64:ff9b::/96")

// special holds the IANA IPv4 and IPv6 Special-Purpose Address Registries, and
// the multicast space, which has registries of its own. The longest prefix
// counts. Blocks for anycast services that anyone may announce (AS112, AMT,
// ORCHIDv2 and the like) are Public: who announces them is worth asking.
var special = []struct {
	prefix netip.Prefix
	kind   Kind
}{
	{netip.MustParsePrefix("0.0.0.0/8"), Reserved},
	{netip.MustParsePrefix("0.0.0.0/32"), Unspecified},
	{netip.MustParsePrefix("10.0.0.0/8"), Private},
	{netip.MustParsePrefix("100.64.0.0/10"), CGNAT},
	{netip.MustParsePrefix("127.0.0.0/8"), Loopback},
	{netip.MustParsePrefix("169.254.0.0/16"), LinkLocal},
	{netip.MustParsePrefix("172.16.0.0/12"), Private},
	{netip.MustParsePrefix("192.0.0.0/24"), Reserved},
	{netip.MustParsePrefix("192.0.0.9/32"), Public},  // PCP anycast, RFC 7723
	{netip.MustParsePrefix("192.0.0.10/32"), Public}, // TURN anycast, RFC 8155
	{netip.MustParsePrefix("192.0.2.0/24"), Documentation},
	{netip.MustParsePrefix("192.88.99.0/24"), Reserved}, // once 6to4 relays, RFC 7526
	{netip.MustParsePrefix("192.168.0.0/16"), Private},
	{netip.MustParsePrefix("198.18.0.0/15"), Benchmarking},
	{netip.MustParsePrefix("198.51.100.0/24"), Documentation},
	{netip.MustParsePrefix("203.0.113.0/24"), Documentation},
	{netip.MustParsePrefix("224.0.0.0/4"), Multicast},
	{netip.MustParsePrefix("240.0.0.0/4"), Reserved},
	{netip.MustParsePrefix("255.255.255.255/32"), Broadcast},

	{netip.MustParsePrefix("::/8"), Reserved}, // RFC 4291, section 4
	{netip.MustParsePrefix("::/128"), Unspecified},
	{netip.MustParsePrefix("::1/128"), Loopback},
	{wellKnownNAT64, NAT64},
	{netip.MustParsePrefix("64:ff9b:1::/48"), NAT64},
	{netip.MustParsePrefix("100::/64"), Discard},
	{netip.MustParsePrefix("100:0:0:1::/64"), Discard}, // dummy prefix, RFC 9780
	{netip.MustParsePrefix("2001::/23"), Reserved},     // IETF protocol assignments, RFC 2928
	{netip.MustParsePrefix("2001::/32"), Teredo},
	{netip.MustParsePrefix("2001:1::1/128"), Public}, // PCP anycast, RFC 7723
	{netip.MustParsePrefix("2001:1::2/128"), Public}, // TURN anycast, RFC 8155
	{netip.MustParsePrefix("2001:1::3/128"), Public}, // DNS-SD registration anycast, RFC 9665
	{netip.MustParsePrefix("2001:2::/48"), Benchmarking},
	{netip.MustParsePrefix("2001:3::/32"), Public},     // AMT, RFC 7450
	{netip.MustParsePrefix("2001:4:112::/48"), Public}, // AS112, RFC 7535
	{netip.MustParsePrefix("2001:20::/28"), Public},    // ORCHIDv2, RFC 7343
	{netip.MustParsePrefix("2001:30::/28"), Public},    // drone remote ID, RFC 9374
	{netip.MustParsePrefix("2001:db8::/32"), Documentation},
	{netip.MustParsePrefix("2002::/16"), SixToFour},
	{netip.MustParsePrefix("3fff::/20"), Documentation},
	{netip.MustParsePrefix("5f00::/16"), SRv6},
	{netip.MustParsePrefix("fc00::/7"), Private},
	{netip.MustParsePrefix("fe80::/10"), LinkLocal},
	{netip.MustParsePrefix("fec0::/10"), Reserved}, // once site-local, RFC 3879
	{netip.MustParsePrefix("ff00::/8"), Multicast},
}
