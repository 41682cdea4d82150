package simnet

import (
	"fmt"
	"strings"

	"github.com/miekg/dns"
)

// fqdn returns a name as package dns writes it: with a trailing dot, and with
// every byte that means something there as \DDD (RFC 1035, section 5.1).
func fqdn(name string) string {
	var b strings.Builder
	for _, c := range []byte(name) {
		if plain(c) {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, `\%03d`, c)
		}
	}
	return dns.Fqdn(b.String())
}

// plain reports whether c stands for itself in a name, or is the dot between
// two labels.
func plain(c byte) bool {
	return c == '-' || c == '_' || c == '.' ||
		'0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// checkName returns an error if the name is too long for a DNS message, or has
// an empty label.
func checkName(name string) error {
	if _, ok := dns.IsDomainName(fqdn(name)); !ok {
		return fmt.Errorf("%q is not a domain name", name)
	}
	return nil
}
