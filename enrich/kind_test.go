package enrich

import (
	"net/netip"
	"testing"
)

func TestKindOf(t *testing.T) {
	for addr, want := range map[string]Kind{
		"8.8.8.8":              Public,
		"0.0.0.0":              Unspecified,
		"0.1.2.3":              Reserved,
		"10.255.255.255":       Private,
		"11.0.0.0":             Public,
		"100.63.255.255":       Public,
		"100.64.0.0":           CGNAT,
		"100.127.255.255":      CGNAT,
		"100.128.0.0":          Public,
		"127.1.2.3":            Loopback,
		"169.254.1.1":          LinkLocal,
		"172.15.255.255":       Public,
		"172.16.0.1":           Private,
		"172.32.0.0":           Public,
		"192.0.0.1":            Reserved,
		"192.0.0.9":            Public,
		"192.0.0.10":           Public,
		"192.0.2.1":            Documentation,
		"192.88.99.1":          Reserved,
		"192.168.1.1":          Private,
		"198.17.255.255":       Public,
		"198.18.0.1":           Benchmarking,
		"198.19.255.255":       Benchmarking,
		"198.51.100.1":         Documentation,
		"203.0.113.1":          Documentation,
		"224.0.0.1":            Multicast,
		"239.255.255.255":      Multicast,
		"240.0.0.1":            Reserved,
		"255.255.255.255":      Broadcast,
		"::":                   Unspecified,
		"::1":                  Loopback,
		"::2":                  Reserved,
		"::ffff:8.8.8.8":       Public,
		"::ffff:10.0.0.1":      Private,
		"64:ff9b::8.8.8.8":     NAT64,
		"64:ff9b:1::1":         NAT64,
		"100::1":               Discard,
		"100:0:0:1::1":         Discard,
		"100:0:0:2::1":         Public,
		"2001::1":              Teredo,
		"2001:1::1":            Public,
		"2001:1::4":            Reserved,
		"2001:2::1":            Benchmarking,
		"2001:2:1::1":          Reserved,
		"2001:3::1":            Public,
		"2001:4:112::1":        Public,
		"2001:20::1":           Public,
		"2001:30::1":           Public,
		"2001:200::1":          Public,
		"2001:db8::1":          Documentation,
		"2002:808:808::1":      SixToFour,
		"2a00:1450:4001::200e": Public,
		"3fff::1":              Documentation,
		"3fff:1000::":          Public,
		"5f00::1":              SRv6,
		"fc00::1":              Private,
		"fd12:3456::1":         Private,
		"fe80::1":              LinkLocal,
		"fe80::1%eth0":         LinkLocal,
		"fec0::1":              Reserved,
		"ff02::1":              Multicast,
	} {
		if got := KindOf(netip.MustParseAddr(addr)); got != want {
			t.Errorf("KindOf(%s) = %q, want %q", addr, got, want)
		}
	}
	if got := KindOf(netip.Addr{}); got != "" {
		t.Errorf("KindOf of no address = %q, want none", got)
	}
}

func TestAnnounced(t *testing.T) {
	for addr, want := range map[string]string{
		"8.8.8.8":            "8.8.8.8",
		"::ffff:8.8.8.8":     "8.8.8.8",
		"2a00:1450::1":       "2a00:1450::1",
		"64:ff9b::808:808":   "8.8.8.8",
		"64:ff9b::a00:1":     "", // a private address inside
		"64:ff9b:1::808:808": "", // the place of the IPv4 address is the network's own affair
		"2002:808:808::1":    "8.8.8.8",
		"2002:a00:1::1":      "",
		"2001::808:808":      "", // Teredo
		"192.168.1.1":        "",
		"100.64.0.1":         "",
		"203.0.113.1":        "",
		"2001:db8::1":        "",
		"ff02::1":            "",
	} {
		got, ok := announced(netip.MustParseAddr(addr))
		if ok != (want != "") || ok && got.String() != want {
			t.Errorf("announced(%s) = %v, %v, want %q", addr, got, ok, want)
		}
	}
	if got, ok := announced(netip.Addr{}); ok {
		t.Errorf("announced of no address = %v", got)
	}
}

func TestHasName(t *testing.T) {
	for addr, want := range map[string]bool{
		"8.8.8.8": true, "192.168.1.1": true, "100.64.0.1": true, "fd00::1": true, "203.0.113.1": true,
		"127.0.0.1": false, "169.254.0.1": false, "fe80::1": false, "224.0.0.1": false, "0.0.0.0": false, "255.255.255.255": false,
	} {
		if got := KindOf(netip.MustParseAddr(addr)).hasName(); got != want {
			t.Errorf("name of %s asked for: %v, want %v", addr, got, want)
		}
	}
}
