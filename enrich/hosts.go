package enrich

import (
	"net/netip"
	"slices"
	"strings"
)

// Hosts is a table of names and addresses, as in hosts(5). A nil or zero Hosts
// is empty.
type Hosts struct {
	addrs map[string][]netip.Addr // by lower-case name without trailing dot, in the order of the file
	names map[netip.Addr]string   // the first name given for an address
}

// ParseHosts reads a table in the format of hosts(5). Lines that make no sense
// are skipped.
func ParseHosts(text string) *Hosts {
	h := &Hosts{addrs: map[string][]netip.Addr{}, names: map[netip.Addr]string{}}
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) < 2 {
			continue
		}
		if addr, err := netip.ParseAddr(words[0]); err == nil {
			h.add(addr.Unmap(), words[1:])
		}
	}
	return h
}

// add takes up the names of one line; what is dots alone is no name.
func (h *Hosts) add(addr netip.Addr, names []string) {
	for _, name := range names {
		name = strings.TrimRight(name, ".")
		if name == "" {
			continue
		}
		if _, ok := h.names[addr]; !ok {
			h.names[addr] = name
		}
		key := hostKey(name)
		if !slices.Contains(h.addrs[key], addr) {
			h.addrs[key] = append(h.addrs[key], addr)
		}
	}
}

// find returns the addresses of a host, in the order of the table.
func (h *Hosts) find(name string) []netip.Addr {
	if h == nil {
		return nil
	}
	return slices.Clone(h.addrs[hostKey(name)])
}

// name returns the first name that the table gives to an address; empty: none.
func (h *Hosts) name(addr netip.Addr) string {
	if h == nil {
		return ""
	}
	return h.names[addr.Unmap()]
}

// hostKey returns the form of a name in which names are compared.
func hostKey(name string) string { return strings.ToLower(strings.TrimRight(name, ".")) }
