package main

import (
	"net/netip"
	"net/url"
	"strings"
)

// checkHost says what is wrong with a target as it was typed, and what to type
// instead.
func checkHost(host string, c config) error {
	if addr, err := netip.ParseAddr(host); err == nil {
		return checkLiteral(addr, c)
	}
	switch {
	case host == "":
		return usagef("try: ftr HOST", "the target is empty")
	case strings.Contains(host, "://"):
		return usagef(tryHost(urlHost(host)), "%s is a URL", printable(host))
	case strings.HasPrefix(host, "["):
		return usagef(tryHost(bracketed(host)), "brackets around an address belong to URLs")
	case strings.Contains(host, "/"):
		return usagef(tryHost(before(host, "/")), "%s is neither a host nor an address", printable(host))
	case strings.Contains(host, "@"):
		return usagef(tryHost(host[strings.LastIndex(host, "@")+1:]), "%s names a user", printable(host))
	case strings.Count(host, ":") == 1:
		return usagef(tryHost(before(host, ":"))+", with -T -p "+port(host)+" for a TCP port, -U -p "+port(host)+" for a UDP port", "%s holds a port", printable(host))
	case strings.Contains(host, ":"):
		return usagef("check its colons", "%s is not a valid IPv6 address", printable(host))
	case looksLikeIPv4(host):
		return usagef("write four numbers from 0 to 255 without leading zeros", "%s is not a valid IPv4 address", printable(host))
	}
	return nil
}

// checkLiteral says what is wrong with an address as a target.
func checkLiteral(addr netip.Addr, c config) error {
	switch {
	case addr.Is4In6():
		return usagef("try: ftr "+addr.Unmap().WithZone("").String(), "%v is an IPv4 address mapped into IPv6, and never on the wire", addr)
	case c.IPv4 && addr.Is6(), c.IPv6 && addr.Is4():
		return usagef("leave out -4 and -6", "%v is not an %s address", addr, c.family())
	case c.Source.IsValid() && c.Source.Is4() != addr.Is4():
		return usagef("give both of one family", "the source %v and the target %v are of two families", c.Source, addr)
	}
	return checkUnicast(addr)
}

// checkUnicast says why an address is not one host.
func checkUnicast(addr netip.Addr) error {
	const advice = "give the address of one host"
	switch {
	case addr.IsUnspecified():
		return usagef(advice, "%v is no address but the lack of one", addr)
	case addr.IsMulticast():
		return usagef(advice, "%v is a multicast address", addr)
	case addr == netip.AddrFrom4([4]byte{255, 255, 255, 255}):
		return usagef(advice, "%v is the broadcast address", addr)
	case addr.IsLinkLocalUnicast() && addr.Is6() && addr.Zone() == "":
		return usagef("add it, as in "+addr.String()+"%eth0", "%v is a link-local address without its interface", addr)
	}
	return nil
}

// looksLikeIPv4 reports whether a name can only be meant as an IPv4 address:
// its last label is a number, which no top-level domain is (RFC 3696, section 2).
func looksLikeIPv4(host string) bool {
	labels := strings.Split(strings.TrimSuffix(host, "."), ".")
	last := labels[len(labels)-1]
	return last != "" && strings.Trim(last, "0123456789") == ""
}

// urlHost returns the host in a URL; empty: none.
func urlHost(s string) string {
	if u, err := url.Parse(s); err == nil {
		return u.Hostname()
	}
	return ""
}

// bracketed returns what stands between brackets.
func bracketed(s string) string {
	return before(strings.TrimPrefix(s, "["), "]")
}

func before(s, sep string) string {
	head, _, _ := strings.Cut(s, sep)
	return head
}

// port returns what stands behind the colon, or a word for it.
func port(host string) string {
	if _, p, _ := strings.Cut(host, ":"); isNumber(p) {
		return p
	}
	return "PORT"
}

// tryHost returns advice to trace to a host.
func tryHost(host string) string {
	if host == "" {
		return "try: ftr www.example.com"
	}
	return "try: ftr " + printable(host)
}
