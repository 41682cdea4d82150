//go:build unix

package enrich

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// SystemResolver returns a Resolver as the system is configured:
// resolv.conf(5) and hosts(5) on Unix, the network adapters and the hosts file
// on Windows. It sends nothing.
func SystemResolver() (*Resolver, error) {
	return resolverFrom("/etc/resolv.conf", "/etc/hosts")
}

// resolverFrom returns a Resolver as two files describe it. A file that does
// not exist is an empty one.
func resolverFrom(resolvConf, hosts string) (*Resolver, error) {
	text, err := os.ReadFile(resolvConf)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("finding the name servers: %w", err)
	}
	r, err := parseResolvConf(string(text))
	if err != nil {
		return nil, fmt.Errorf("finding the name servers in %s: %w", resolvConf, err)
	}
	if text, err := os.ReadFile(hosts); err == nil {
		r.Hosts = ParseHosts(string(text))
	}
	return r, nil
}
