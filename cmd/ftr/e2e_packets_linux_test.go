package main

import (
	"encoding/json"
	"strings"
	"testing"

	"ftr/internal/lab"
)

// count lets nft count the packets that leave the machine and match, from now on.
func (m *machine) count(match string) {
	m.t.Helper()
	m.tool("nft", "add table inet ftr; flush table inet ftr; "+
		"add chain inet ftr out { type filter hook output priority 0 ; }; "+
		"add rule inet ftr out oifname ftr0 "+match+" counter")
}

// counted returns how many packets matched.
func (m *machine) counted() int {
	m.t.Helper()
	r := m.do(lab.Command{Args: []string{"nft", "-j", "list", "chain", "inet", "ftr", "out"}})
	var ruleset struct {
		Nftables []struct {
			Rule struct {
				Expr []struct {
					Counter *struct{ Packets int }
				}
			}
		}
	}
	if err := json.Unmarshal(r.Stdout, &ruleset); err != nil {
		m.t.Fatalf("%v\n%s%s", err, r.Stdout, r.Stderr)
	}
	for _, o := range ruleset.Nftables {
		for _, e := range o.Rule.Expr {
			if e.Counter != nil {
				return e.Counter.Packets
			}
		}
	}
	m.t.Fatalf("no counter in %s", r.Stdout)
	return 0
}

// packetFlags holds, for each flag that changes the packets, what nft sees of it,
// in IPv4 and in IPv6; none: there is nothing to see.
var packetFlags = []struct {
	args, match4, match6 string
	raw                  bool // not by connect, which TestRefusedPackets shows
}{
	{"--tos 0xb8", "ip dscp ef ip ecn 0", "ip6 dscp ef ip6 ecn 0", false},
	{"-t 2", "ip dscp cs0 ip ecn 2", "ip6 dscp cs0 ip6 ecn 2", true},
	{"--dscp af41", "ip dscp af41 ip ecn 0", "ip6 dscp af41 ip6 ecn 0", false},
	{"--size 1200", "ip length 1200", "ip6 length 1160", true}, // of the payload (RFC 8200, section 3)
	{"--df", "ip frag-off & 0x4000 == 0x4000", "", false},
	{"-F", "ip frag-off & 0x4000 == 0x4000", "", false},
	{"--mark 0x10", "meta mark 0x10", "meta mark 0x10", false},
	{"--mark 17", "meta mark 17", "meta mark 17", false},
}

// Each flag that changes the packets does so on the wire, with each protocol and
// through each kind of socket.
func TestPacketFlags(t *testing.T) {
	for _, world := range []string{"eleven", "eleven6"} {
		for _, way := range []string{
			"-I --socket-mode raw", "-I --socket-mode dgram", "-U --socket-mode raw", "-U --socket-mode dgram",
			"-T --socket-mode raw", "-T --socket-mode dgram",
		} {
			t.Run(world+" "+way, func(t *testing.T) {
				t.Parallel()
				m := inWorld(t, world, method{ping: true})
				for _, flag := range packetFlags {
					match := flag.match4
					if m.world.Is6() {
						match = flag.match6
					}
					connect := way == "-T --socket-mode dgram"
					if match == "" || connect && flag.raw {
						continue
					}
					if strings.HasPrefix(way, "-T") {
						match = "tcp flags & (syn | rst) == syn " + match // not what the kernel answers
					}
					m.wantCounted(way, flag.args, match)
				}
			})
		}
	}
}

// wantCounted checks that all probes match with a flag, and none without.
func (m *machine) wantCounted(way, flag, match string) {
	m.t.Helper()
	bare := append(append(strings.Fields(way), probesOnly...), "-s", "10", "-m", "11", m.dest())
	m.count(match)
	d := m.trace(bare...)
	if n := m.counted(); n != 0 {
		m.t.Errorf("%s: %d packets match %q without %s", way, n, match, flag)
	}
	d = m.trace(append(strings.Fields(flag), bare...)...)
	if n := m.counted(); n < d.ProbesSent || !d.Reached {
		m.t.Errorf("%s %s: %d of %d probes match %q, reached %v", way, flag, n, d.ProbesSent, match, d.Reached)
	}
}

// What the system refuses is said in one line with the next step.
func TestRefusedPackets(t *testing.T) {
	t.Parallel()
	root := inWorld(t, "eleven", method{})
	nobody := inWorld(t, "eleven", byUDP)
	for _, tc := range []struct {
		m      *machine
		args   string
		status int
		want   string
	}{
		{
			root, "--size 2000 --df", exitFailed,
			"sending to 142.251.46.174: a probe of 2000 bytes is longer than the 1500 that the first link carries; give at most --size 1500, or leave out --df",
		},
		{
			root, "--size 30", exitFailed,
			"is under 36 bytes, the shortest probe; give another --size",
		},
		{
			nobody, "--mark 7", exitFailed,
			"marking packets needs root or CAP_NET_ADMIN; leave out --mark, or: sudo setcap cap_net_admin,cap_net_raw+ep ",
		},
		{
			nobody, "-U --mark 7", exitFailed,
			"marking packets needs root or CAP_NET_ADMIN; leave out --mark, or: sudo setcap cap_net_admin,cap_net_raw+ep ",
		},
		{
			nobody, "-T --size 100", exitFailed,
			"--size with TCP needs a raw socket: without one the kernel makes the SYN, of one size; try: sudo setcap cap_net_raw+ep ",
		},
		{
			nobody, "-T --tos 2", exitFailed,
			"--tos with TCP needs a raw socket: without one the kernel chooses its two lowest bits; try: sudo setcap cap_net_raw+ep ",
		},
		{
			nobody, "-T --mtu", exitFailed,
			"--mtu with TCP needs a raw socket: without one the kernel makes the SYN, of one size; try: sudo setcap cap_net_raw+ep ",
		},
		{
			nobody, "-T --socket-mode raw", exitFailed,
			"raw TCP needs root or CAP_NET_RAW; leave out --socket-mode raw, or: sudo setcap cap_net_raw+ep ",
		},
		{root, "-i nosuch0", exitFailed, "nosuch0: no such interface; see: ip address"},
		{root, "--source 203.0.113.77", exitFailed, "203.0.113.77 is not an address of this machine; see: ip address"},
	} {
		r := tc.m.run(append(append(strings.Fields(tc.args), probesOnly...), tc.m.dest())...)
		line := string(r.Stderr)
		if r.Status != tc.status || !strings.Contains(line, tc.want) || strings.Count(line, "\n") != 1 || len(r.Stdout) > 0 {
			t.Errorf("%s: status %d\ngot  %swant %s", tc.args, r.Status, line, tc.want)
		}
	}
	r := root.run(append(probesOnly, "fe80::1%nosuch0")...)
	if want := "ftr: fe80::1%nosuch0: no interface is named nosuch0; see: ip address\n"; r.Status != exitFailed || string(r.Stderr) != want {
		t.Errorf("got %d, %swant %s", r.Status, r.Stderr, want)
	}
}

// A mark leads packets where a rule sends it, also where no other route does.
func TestMarkChoosesTheRoute(t *testing.T) {
	t.Parallel()
	m := inWorld(t, "eleven", method{ping: true})
	m.tool("ip", "route", "del", "default")
	m.tool("ip", "rule", "add", "fwmark", "7", "table", "100")
	m.tool("ip", "route", "add", "default", "dev", "ftr0", "table", "100")
	for _, way := range []string{"", "-U", "-T", "-I --socket-mode dgram", "-U --socket-mode dgram", "-T --socket-mode dgram"} {
		args := append(append(strings.Fields(way), probesOnly...), "--mark", "7", m.dest())
		if d := m.trace(args...); !d.Reached || d.SourceIP != m.world.Source {
			t.Errorf("%q: reached %v, source %v", args, d.Reached, d.SourceIP)
		}
	}
	if r := m.run(append(probesOnly, "--mark", "8", m.dest())...); r.Status != exitFailed || !strings.Contains(string(r.Stderr), "no route") {
		t.Errorf("another mark: status %d, %s", r.Status, r.Stderr)
	}
}
