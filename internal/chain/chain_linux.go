package chain

import (
	"fmt"
	"net"
	"net/netip"
	"os/exec"
	"runtime"
	"testing"

	"github.com/vishvananda/netns"
)

// A Chain is a row of Linux hosts: this one, three routers, and a host with
// three addresses. The link behind the first router is narrow.
type Chain struct {
	Routers []netip.Addr // from near to far
	Hosts   []netip.Addr // of the host at the end

	hosts []netns.NsHandle // the namespaces of all, from this one to that host's
}

const (
	routers = 3
	// MTU is that of the link behind the first router, in bytes.
	MTU = 1400
)

// sysctls lift the rate limits of ICMP, which a test with many probes would
// meet, and make IPv6 addresses usable at once. Not every kernel has each.
var sysctls = map[string]string{
	"net/ipv4/ip_forward":                "1",
	"net/ipv6/conf/all/forwarding":       "1",
	"net/ipv6/conf/all/accept_dad":       "0",
	"net/ipv6/conf/default/accept_dad":   "0",
	"net/ipv4/icmp_ratelimit":            "0",
	"net/ipv6/icmp/ratelimit":            "0",
	"net/ipv4/icmp_msgs_per_sec":         "1000000",
	"net/ipv4/icmp_msgs_burst":           "1000000",
	"net/ipv4/ping_group_range":          "0 2147483647",
	"net/ipv4/conf/all/accept_redirects": "0",
}

// New builds the chain. Link i has 10.0.i.0/24 and fd00:0:0:i::/64, its
// near end .1 and its far end .2; the host at the end has 10.9.0.1 to .3 and
// fd00:9::1 to ::3.
func New(t *testing.T, v6 bool) Chain {
	t.Helper()
	SetSysctls(t)
	Up(t, "lo")
	ns := []netns.NsHandle{current(t)}
	for range routers + 1 {
		ns = append(ns, newNamespace(t))
	}
	for i := range routers + 1 {
		join(t, i, ns[i], ns[i+1])
	}
	var c Chain
	for i := range routers + 1 {
		near, far := linkAddr(v6, i, 1), linkAddr(v6, i, 2)
		forth, back := handle(t, ns[i]), handle(t, ns[i+1])
		addAddr(t, ns[i], "right", near, false)
		addAddr(t, ns[i+1], "left", far, false)
		route(t, forth, netip.PrefixFrom(far, 0).Masked(), far)
		for j := range i {
			route(t, back, netip.PrefixFrom(linkAddr(v6, j, 0), prefixLen(v6)), near)
		}
		if i < routers {
			c.Routers = append(c.Routers, far)
		}
	}
	c.hosts = ns
	for n := 1; n <= 3; n++ {
		c.Hosts = append(c.Hosts, hostAddr(v6, n))
		addAddr(t, ns[routers+1], "lo", hostAddr(v6, n), true)
	}
	return c
}

// Listen lets the host at the end accept TCP connections at a port of each of its
// addresses, for the length of the test.
func (c Chain) Listen(t *testing.T, port int) {
	t.Helper()
	err := c.at(routers+1, func() error {
		l, err := net.Listen("tcp", fmt.Sprintf(":%d", port))
		if err == nil {
			t.Cleanup(func() { l.Close() })
		}
		return err
	})
	if err != nil {
		t.Fatalf("listening at the end of the chain: %v", err)
	}
}

// Run runs a command on a router, counted from 1; 0 is this host.
func (c Chain) Run(t *testing.T, router int, args ...string) {
	t.Helper()
	err := c.at(router, func() error {
		out, err := exec.Command(args[0], args[1:]...).CombinedOutput()
		if err != nil {
			return fmt.Errorf("%w: %s", err, out)
		}
		return nil
	})
	if err != nil {
		t.Fatalf("%q on router %d: %v", args, router, err)
	}
}

// at runs f in the namespace of a host.
func (c Chain) at(host int, f func() error) error {
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // without unlock: the thread ends with the goroutine
		if err := netns.Set(c.hosts[host]); err != nil {
			done <- err
			return
		}
		done <- f()
	}()
	return <-done
}

func linkAddr(v6 bool, link, host int) netip.Addr {
	if v6 {
		return netip.MustParseAddr(fmt.Sprintf("fd00:0:0:%d::%d", link, host))
	}
	return netip.MustParseAddr(fmt.Sprintf("10.0.%d.%d", link, host))
}

func hostAddr(v6 bool, n int) netip.Addr {
	if v6 {
		return netip.MustParseAddr(fmt.Sprintf("fd00:9::%d", n))
	}
	return netip.MustParseAddr(fmt.Sprintf("10.9.0.%d", n))
}

func prefixLen(v6 bool) int {
	if v6 {
		return 64
	}
	return 24
}
