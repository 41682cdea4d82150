package main

import (
	"fmt"
	"net"
	"net/netip"
	"strings"
)

// sourceValue takes a source address.
func sourceValue(c *config) value {
	return value{kind: "address", set: func(s string) error {
		a, err := netip.ParseAddr(s)
		if err != nil || a.Is4In6() || a.IsUnspecified() || a.IsMulticast() {
			return fmt.Errorf("not an address of this machine")
		}
		c.Source = a
		return nil
	}}
}

// interfaceValue takes the name of an interface. Whether it exists is for the
// system to say.
func interfaceValue(c *config) value {
	return value{kind: "interface", set: func(s string) error {
		if s == "" || strings.ContainsAny(s, " /\t\n\x00") || s[0] == '-' {
			return fmt.Errorf("neither a time nor the name of an interface")
		}
		c.Interface = s
		return nil
	}}
}

// publicIPValue takes --public-ip: an address, or none for no STUN.
func publicIPValue(c *config) value {
	return value{kind: "address|none", set: func(s string) error {
		if s == "none" {
			c.NoPublicAddr, c.PublicAddr = true, netip.Addr{}
			return nil
		}
		a, err := netip.ParseAddr(s)
		if err != nil || a.Zone() != "" || !a.IsGlobalUnicast() || a.IsPrivate() || a.Is4In6() {
			return fmt.Errorf("not a public address, nor the word none")
		}
		c.PublicAddr, c.NoPublicAddr = a, false
		return nil
	}}
}

// stunValue takes a STUN server, as often as there are servers.
func stunValue(c *config) value {
	return value{kind: "host[:port]", set: func(s string) error {
		host, _, err := net.SplitHostPort(s)
		if err != nil {
			host, s = s, net.JoinHostPort(strings.Trim(s, "[]"), "3478") // RFC 8489, section 18.6
		}
		if host == "" || strings.ContainsAny(host, "/ ") {
			return fmt.Errorf("not a host, nor host:port")
		}
		c.STUNServers = append(c.STUNServers, s)
		return nil
	}}
}

// dnsValue takes the address of a name server, with or without a port, as often
// as there are servers.
func dnsValue(c *config) value {
	return value{kind: "address[:port]", set: func(s string) error {
		server, err := netip.ParseAddrPort(s)
		if err != nil {
			a, err := netip.ParseAddr(strings.Trim(s, "[]"))
			if err != nil {
				return fmt.Errorf("not the address of a name server")
			}
			server = netip.AddrPortFrom(a, 53) // RFC 1035, section 4.2
		}
		c.DNSServers = append(c.DNSServers, server)
		return nil
	}}
}
