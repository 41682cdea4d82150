package enrich

import (
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// localServer is asked where resolv.conf names no server (resolv.conf(5)).
var localServer = netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), dnsPort)

const (
	dnsPort    = 53 // RFC 1035, section 4.2
	maxServers = 3  // MAXNS of resolv.conf(5)
)

// parseResolvConf returns a Resolver as a resolv.conf(5) describes it. Servers
// that are not addresses are skipped.
func parseResolvConf(text string) (*Resolver, error) {
	conf, err := dns.ClientConfigFromReader(strings.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("reading resolv.conf: %w", err)
	}
	r := &Resolver{Ndots: conf.Ndots}
	for _, s := range conf.Servers {
		if addr, err := netip.ParseAddr(s); err == nil && len(r.Servers) < maxServers {
			r.Servers = append(r.Servers, netip.AddrPortFrom(addr, dnsPort))
		}
	}
	if len(r.Servers) == 0 {
		r.Servers = []netip.AddrPort{localServer}
	}
	for _, domain := range conf.Search {
		if _, ok := dns.IsDomainName(domain); ok && domain != "." {
			r.Search = append(r.Search, domain)
		}
	}
	r.Timeout = confTimeout(conf, len(r.Servers))
	return r, nil
}

// confTimeout returns how long to wait for the answer to one question; zero: as
// long as we think best. It follows the file only where that asks for less:
// the defaults of resolv.conf(5), 5 s and two attempts, are no one's wish.
func confTimeout(conf *dns.ClientConfig, servers int) time.Duration {
	total := time.Duration(conf.Timeout*conf.Attempts*servers) * time.Second
	if total < defaultTimeout && total > 0 {
		return total
	}
	return 0
}
