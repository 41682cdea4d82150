package enrich

import (
	"net/netip"
	"slices"
	"testing"
)

const hostsText = `# a comment
127.0.0.1	localhost
::1 localhost ip6-localhost
192.168.1.1  Gateway.LAN gw # the router
192.168.1.2  gw
192.168.1.1  other
not-an-address name
10.0.0.1
::ffff:10.0.0.2 mapped
fe80::1%lo0 scoped`

func TestParseHosts(t *testing.T) {
	h := ParseHosts(hostsText)
	for name, want := range map[string][]string{
		"localhost":    {"127.0.0.1", "::1"},
		"gateway.lan":  {"192.168.1.1"},
		"GATEWAY.lan.": {"192.168.1.1"},
		"gw":           {"192.168.1.1", "192.168.1.2"},
		"mapped":       {"10.0.0.2"},
		"name":         nil,
		"#":            nil,
	} {
		var got []string
		for _, a := range h.find(name) {
			got = append(got, a.String())
		}
		if !slices.Equal(got, want) {
			t.Errorf("addresses of %s: got %v, want %v", name, got, want)
		}
	}
	for addr, want := range map[string]string{
		"192.168.1.1": "Gateway.LAN",
		"::1":         "localhost",
		"10.0.0.2":    "mapped",
		"10.0.0.1":    "",
	} {
		if got := h.name(netip.MustParseAddr(addr)); got != want {
			t.Errorf("name of %s: got %q, want %q", addr, got, want)
		}
	}
}

func TestNilHostsIsEmpty(t *testing.T) {
	var h *Hosts
	if got := h.find("localhost"); got != nil {
		t.Errorf("addresses: got %v", got)
	}
	if got := h.name(netip.MustParseAddr("::1")); got != "" {
		t.Errorf("name: got %q", got)
	}
}

// Each address that a table names has that name as its first or another line
// gives it one, and is found under it.
func FuzzParseHosts(f *testing.F) {
	f.Add(hostsText)
	f.Fuzz(func(t *testing.T, text string) {
		h := ParseHosts(text)
		again := ""
		for addr, name := range h.names {
			if !slices.Contains(h.find(name), addr) {
				t.Errorf("%s is named %q, but is not found under it", addr, name)
			}
			again += addr.String() + " " + name + "\n"
		}
		for addr, name := range ParseHosts(again).names {
			if h.names[addr] != name {
				t.Errorf("%s was named %q and is now %q", addr, h.names[addr], name)
			}
		}
	})
}
