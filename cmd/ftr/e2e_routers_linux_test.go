package main

import (
	"net"
	"net/netip"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ftr/internal/chain"
)

// Through routers that are Linux itself ftr finds the hops that traceroute finds,
// by each method.
func TestSameHopsAsTraceroute4(t *testing.T) { sameHopsAsTraceroute(t, false) }
func TestSameHopsAsTraceroute6(t *testing.T) { sameHopsAsTraceroute(t, true) }

func sameHopsAsTraceroute(t *testing.T, v6 bool) {
	if !chain.Inside(t) {
		return
	}
	c := chain.New(t, v6)
	c.Listen(t, 443)
	target := c.Hosts[0].String()
	for _, by := range [][]string{{"-I"}, {"-U", "-p", "33434"}, {"-T", "-p", "443"}, {"-T", "-p", "80"}} {
		theirs := printed(t, "traceroute", slices.Concat(by, []string{"-n", "-q", "1", target})...)
		want := slices.Concat(c.Routers, c.Hosts[:1])
		if got := tracerouteHops(theirs); !slices.Equal(got, want) {
			t.Errorf("traceroute %q finds %v, want %v\n%s", by, got, want, theirs)
		}
		for _, mode := range []string{"raw", "dgram"} {
			d := read(t, []byte(printed(t, binary(t), slices.Concat(by, probesOnly, []string{"--json", "--socket-mode", mode, target})...)))
			var got []netip.Addr
			for _, h := range d.Hops {
				got = append(got, h.Address)
			}
			if !slices.Equal(got, want) || !d.Reached {
				t.Errorf("ftr %q, %s, finds %v, reached %v; want %v\n%s", by, mode, got, d.Reached, want, summary(d))
			}
		}
	}
}

// printed runs a program, which must succeed, and returns what it prints.
func printed(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %q: %v\n%s", name, args, err, out)
	}
	return string(out)
}

// hopLine is a line of traceroute -n -q 1.
var hopLine = regexp.MustCompile(`^ *\d+ +(\S+)`)

// tracerouteHops returns the addresses that traceroute prints, the zero Addr for
// a hop without one.
func tracerouteHops(text string) []netip.Addr {
	var hops []netip.Addr
	for line := range strings.Lines(text) {
		if m := hopLine.FindStringSubmatch(line); m != nil {
			a, _ := netip.ParseAddr(m[1])
			hops = append(hops, a)
		}
	}
	return hops
}

// The MTU that a Linux router tells is found by each method that can choose the
// size of its probes.
func TestPathMTUThroughLinuxRouters4(t *testing.T) { pathMTUThroughLinuxRouters(t, false) }
func TestPathMTUThroughLinuxRouters6(t *testing.T) { pathMTUThroughLinuxRouters(t, true) }

func pathMTUThroughLinuxRouters(t *testing.T, v6 bool) {
	if !chain.Inside(t) {
		return
	}
	c := chain.New(t, v6)
	c.Listen(t, 443)
	for _, by := range []string{"-I", "-I --socket-mode dgram", "-U", "-U --socket-mode dgram", "-T"} {
		args := slices.Concat(strings.Fields(by), probesOnly, []string{"--mtu", "--json", c.Hosts[0].String()})
		d := read(t, []byte(printed(t, binary(t), args...)))
		wantMTUs(t, d, chain.MTU, map[int]int{1: chain.MTU})
		if t.Failed() {
			t.Fatalf("by %s\n%s", by, summary(d))
		}
	}
}

// wantMTUs checks the MTU of the path, and of the links behind the hops where it
// shrinks.
func wantMTUs(t *testing.T, d traced, path int, links map[int]int) {
	t.Helper()
	if d.PathMTU != path {
		t.Errorf("the path's MTU is %d, want %d", d.PathMTU, path)
	}
	for _, h := range d.Hops {
		if h.MTU != links[h.TTL] {
			t.Errorf("the link behind hop %d carries %d bytes, want %d", h.TTL, h.MTU, links[h.TTL])
		}
	}
	if !d.Reached {
		t.Errorf("ended as %s", d.StopReason)
	}
}

// A link-local target is reached through the interface that its zone names.
func TestLinkLocalTarget(t *testing.T) {
	if !chain.Inside(t) {
		return
	}
	chain.New(t, true)
	target := linkLocal(t, "right")
	for _, by := range []string{"-I", "-U", "-T"} {
		for _, mode := range []string{"raw", "dgram"} {
			args := slices.Concat(probesOnly, []string{by, "--socket-mode", mode, "--json", target})
			d := read(t, []byte(printed(t, binary(t), args...)))
			if !d.Reached || d.StopTTL != 1 || d.hop(1).Address.String() != target || d.SourceIP.String() != target {
				t.Errorf("%s, %s: reached %v, source %v\n%s", by, mode, d.Reached, d.SourceIP, summary(d))
			}
		}
	}
}

// linkLocal returns our link-local address on an interface.
func linkLocal(t *testing.T, name string) string {
	t.Helper()
	i, err := net.InterfaceByName(name)
	if err != nil {
		t.Fatal(err)
	}
	addrs, err := i.Addrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range addrs {
		if p, err := netip.ParsePrefix(a.String()); err == nil && p.Addr().IsLinkLocalUnicast() {
			return p.Addr().WithZone(name).String()
		}
	}
	t.Fatalf("%s has no link-local address", name)
	return ""
}
