package main

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"

	"ftr/internal/lab"
	"ftr/internal/simnet"
	"ftr/socket"
)

// observed runs ftr with --json and the arguments, which must succeed, and
// returns what it says and what the network and its servers saw of it.
func (m *machine) observed(args ...string) (traced, lab.Seen) {
	m.t.Helper()
	m.Reset()
	return m.trace(args...), m.Seen()
}

// asked returns how many questions of a type the name server was asked.
func asked(s lab.Seen, qtype uint16) int {
	n := 0
	for _, q := range s.Questions {
		if q.Type == qtype {
			n++
		}
	}
	return n
}

// Ftr sends what it is allowed to, and nothing else.
func TestWhatLeavesTheMachine(t *testing.T) {
	t.Parallel()
	type sent struct{ ptr, txt, stun bool }
	for _, tc := range []struct {
		args string
		want sent
	}{
		{"", sent{ptr: true, txt: true, stun: true}},
		{"-n", sent{txt: true, stun: true}},
		{"--no-rdns", sent{txt: true, stun: true}},
		{"--no-enrich", sent{ptr: true}},
		{"--no-rdns --no-enrich", sent{}},
		{"--public-ip none", sent{ptr: true, txt: true}},
		{"--public-ip 81.2.69.160", sent{ptr: true, txt: true}},
	} {
		m := inWorld(t, "eleven", byRaw)
		_, seen := m.observed(append(strings.Fields(tc.args), m.dest())...)
		got := sent{ptr: asked(seen, dns.TypePTR) > 0, txt: asked(seen, dns.TypeTXT) > 0, stun: seen.STUN > 0}
		if got != tc.want {
			t.Errorf("%q: sent %+v, want %+v", tc.args, got, tc.want)
		}
		if tc.want == (sent{}) && len(seen.Questions) > 0 {
			t.Errorf("%q: asked %v", tc.args, seen.Questions)
		}
		if !tc.want.stun && asked(seen, dns.TypeA)+asked(seen, dns.TypeAAAA) > 0 {
			t.Errorf("%q: asked for addresses: %v", tc.args, seen.Questions)
		}
		wantOnlyProbes(t, m, seen)
	}
}

// wantOnlyProbes checks that all packets are whole probes from the machine to
// the destination.
func wantOnlyProbes(t *testing.T, m *machine, seen lab.Seen) {
	t.Helper()
	if seen.Others != 0 {
		t.Errorf("%d packets were no probes", seen.Others)
	}
	for _, p := range seen.Probes {
		if p.Src != m.world.Source || p.Dst != m.world.Dest.Addr || !p.Intact {
			t.Errorf("a probe from %v to %v, intact: %v", p.Src, p.Dst, p.Intact)
		}
	}
}

// The addresses of a home are nobody else's business.
func TestPrivateTargetIsNotTold(t *testing.T) {
	t.Parallel()
	m := inText(t, `
source 192.168.1.50
hop 192.168.1.1 rtt=1ms
hop 10.0.0.1 rtt=2ms
dest 10.1.2.3 rtt=3ms
stun public=81.2.69.160
ptr 10.1.2.3 nas.home
`, byRaw)
	d, seen := m.observed(m.dest())
	if seen.STUN != 0 || asked(seen, dns.TypeTXT) != 0 || asked(seen, dns.TypeA) != 0 {
		t.Errorf("%d STUN requests, questions %v", seen.STUN, seen.Questions)
	}
	if d.PublicIP.IsValid() || d.ISP.ASN != 0 || d.hop(3).Hostname != "nas.home" {
		t.Errorf("public address %v, ISP %+v, name %q", d.PublicIP, d.ISP, d.hop(3).Hostname)
	}
}

// Each flag that chooses the probes does so on the wire.
func TestProbeFlags(t *testing.T) {
	t.Parallel()
	m := inWorld(t, "eleven", method{name: "root with ping", ping: true})
	const hops = 11
	for _, tc := range []struct {
		args  string
		check func(d traced, seen lab.Seen) bool
	}{
		{"-s 5", func(d traced, seen lab.Seen) bool {
			return lowest(seen) == 5 && d.Hops[0].TTL == 5 && d.StopTTL == hops
		}},
		{"--start-ttl 5", func(d traced, seen lab.Seen) bool { return lowest(seen) == 5 && d.Hops[0].TTL == 5 }},
		{"-f 7", func(d traced, seen lab.Seen) bool { return lowest(seen) == 7 && d.Hops[0].TTL == 7 }},
		{"-m 4", func(d traced, seen lab.Seen) bool {
			return highest(seen) == 4 && len(d.Hops) == 4 && d.StopReason == "max_hops" && !d.Reached
		}},
		{"--max-hops 4", func(_ traced, seen lab.Seen) bool { return highest(seen) == 4 }},
		{"-q 3", func(d traced, seen lab.Seen) bool {
			return least(seen, hops) == 3 && most(seen, hops) == 3 && d.hop(1).Received == 3
		}},
		{"-c 2", func(d traced, seen lab.Seen) bool {
			return least(seen, hops) == 2 && most(seen, hops) == 2 && d.hop(1).Received == 2
		}},
		{"-i 20", func(_ traced, seen lab.Seen) bool { return spacing(seen) > 19*time.Millisecond }},
		{"-i 20ms", func(_ traced, seen lab.Seen) bool { return spacing(seen) > 19*time.Millisecond }},
		{"-i ftr0", func(d traced, _ lab.Seen) bool { return d.Reached }},
		{"-I", func(d traced, seen lab.Seen) bool { return protocol(seen) == socket.ICMP && d.Protocol == "ICMP" }},
		{"--protocol icmp", func(d traced, seen lab.Seen) bool { return protocol(seen) == socket.ICMP && d.SocketMode == "Raw" }},
		{"-U", func(d traced, seen lab.Seen) bool {
			return ports(seen) == (portRange{33434, 33434}) && d.Protocol == "UDP"
		}},
		{"--protocol udp", func(d traced, seen lab.Seen) bool { return protocol(seen) == socket.UDP && d.Protocol == "UDP" }},
		{"-p 53", func(d traced, seen lab.Seen) bool { return ports(seen) == (portRange{53, 53}) && d.Protocol == "UDP" }},
		{"-U --port 443", func(_ traced, seen lab.Seen) bool { return ports(seen) == (portRange{443, 443}) }},
		{"--socket-mode raw", func(d traced, seen lab.Seen) bool { return d.SocketMode == "Raw" && protocol(seen) == socket.ICMP }},
		{"--socket-mode dgram", func(d traced, seen lab.Seen) bool { return d.SocketMode == "Datagram" && protocol(seen) == socket.ICMP }},
	} {
		d, seen := m.observed(append(append(strings.Fields(tc.args), probesOnly...), m.dest())...)
		if !tc.check(d, seen) {
			t.Errorf("%s: the network saw %v, and ftr says\n%s", tc.args, seen.PerTTL(), summary(d))
		}
		wantOnlyProbes(t, m, seen)
	}
}

func lowest(s lab.Seen) int {
	return slices.MinFunc(s.Probes, byTTL).TTL
}

func highest(s lab.Seen) int {
	return slices.MaxFunc(s.Probes, byTTL).TTL
}

func byTTL(a, b lab.Probe) int { return a.TTL - b.TTL }

// least and most return how many probes the TTLs up to the last one had.
func least(s lab.Seen, last int) int {
	n := s.PerTTL()[1]
	for ttl := 2; ttl <= last; ttl++ {
		n = min(n, s.PerTTL()[ttl])
	}
	return n
}

func most(s lab.Seen, last int) int {
	n := 0
	for ttl := 1; ttl <= last; ttl++ {
		n = max(n, s.PerTTL()[ttl])
	}
	return n
}

// spacing returns the median time between the arrivals of two probes.
func spacing(s lab.Seen) time.Duration {
	var gaps []time.Duration
	for i := 1; i < len(s.Probes); i++ {
		gaps = append(gaps, s.Probes[i].Arrival.Sub(s.Probes[i-1].Arrival))
	}
	return median(gaps)
}

// protocol returns that of all probes; AnyProtocol: they differ.
func protocol(s lab.Seen) socket.Protocol {
	for _, p := range s.Probes {
		if p.Proto != s.Probes[0].Proto {
			return socket.AnyProtocol
		}
	}
	return s.Probes[0].Proto
}

// A portRange is the destination ports that UDP probes went to.
type portRange struct{ low, high uint16 }

func ports(s lab.Seen) portRange {
	r := portRange{low: 65535}
	for _, p := range s.Probes {
		r.low, r.high = min(r.low, p.DstPort), max(r.high, p.DstPort)
	}
	return r
}

// The flags for waiting end a trace to a silent destination when they say.
func TestWaitFlags(t *testing.T) {
	for _, tc := range []struct {
		args     string
		stop     string
		from, to time.Duration // since the start; much later only where the machine is busy
	}{
		{"-W 400", "deadline", 400 * time.Millisecond, 800 * time.Millisecond},
		{"-W 0.4s", "deadline", 400 * time.Millisecond, 800 * time.Millisecond},
		{"--overall-timeout-ms 400", "deadline", 400 * time.Millisecond, 800 * time.Millisecond},
		{"-w 0.4", "silent", 400 * time.Millisecond, 800 * time.Millisecond},
		{"--wait 400ms", "silent", 400 * time.Millisecond, 800 * time.Millisecond},
		{"--probe-timeout-ms 400", "silent", 400 * time.Millisecond, 800 * time.Millisecond},
		{"-w 2", "silent", 2 * time.Second, 3 * time.Second},
	} {
		t.Run(tc.args, func(t *testing.T) {
			t.Parallel()
			m := inWorld(t, "deadend", byRaw)
			d, r := m.measured(append(append(strings.Fields(tc.args), probesOnly...), m.dest())...)
			if d.StopReason != tc.stop || r.Wall < tc.from || r.Wall > tc.to {
				t.Errorf("ended as %s after %v, want %s after %v to %v", d.StopReason, r.Wall, tc.stop, tc.from, tc.to)
			}
			wantTruth(t, d, m.world.Truth(m.method.protocol))
		})
	}
}

// A second address can be chosen as the source of the probes.
func TestSource(t *testing.T) {
	t.Parallel()
	m := inWorld(t, "eleven", byRaw)
	const second = "192.168.1.51"
	m.tool("ip", "address", "add", second+"/32", "dev", "ftr0")
	for _, args := range [][]string{{"--source", second}, {"-s", second}, {"-U", "--source", second}} {
		d, seen := m.observed(append(append(args, probesOnly...), m.dest())...)
		for _, p := range seen.Probes {
			if p.Src.String() != second {
				t.Fatalf("%q: a probe from %v", args, p.Src)
			}
		}
		if d.SourceIP.String() != second || !d.Reached {
			t.Errorf("%q: source %v, reached %v", args, d.SourceIP, d.Reached)
		}
	}
}

// An interface can be chosen against the routes.
func TestInterface(t *testing.T) {
	t.Parallel()
	m := inWorld(t, "eleven", byRaw)
	m.tool("ip", "route", "add", m.dest()+"/32", "dev", "lo")
	d, seen := m.observed(append(probesOnly, "-W", "200", m.dest())...)
	if len(seen.Probes) > 0 || d.Reached {
		t.Fatalf("the route by lo lets %d probes through", len(seen.Probes))
	}
	for _, args := range [][]string{{"--interface", "ftr0"}, {"-i", "ftr0"}, {"-U", "--interface", "ftr0"}} {
		d, seen := m.observed(append(append(args, probesOnly...), m.dest())...)
		if len(seen.Probes) == 0 || !d.Reached {
			t.Errorf("%q: %d probes, reached %v", args, len(seen.Probes), d.Reached)
		}
	}
}

// A name with addresses of both families leads to the one that is asked for.
func TestFamily(t *testing.T) {
	t.Parallel()
	const both = "both.example"
	four, six := netip.MustParseAddr("142.251.46.174"), netip.MustParseAddr("2a0e:b300:1::174")
	for name, flags := range map[string][]string{"eleven": {"-4", "--ipv4"}, "eleven6": {"-6", "--ipv6"}} {
		w, err := simnet.Builtin(name)
		if err != nil {
			t.Fatal(err)
		}
		w.Hosts = append(w.Hosts, simnet.Host{Name: both, Addr: six}, simnet.Host{Name: both, Addr: four})
		m := newMachine(t, w, byRaw, lab.Options{})
		for _, flag := range flags {
			d, seen := m.observed(append(probesOnly, flag, both)...)
			if d.TargetIP != w.Dest.Addr || d.TargetHostname != both || !d.Reached {
				t.Errorf("%s %s: traced to %v (%s), reached %v", flag, both, d.TargetIP, d.TargetHostname, d.Reached)
			}
			other := dns.TypeAAAA
			if w.Is6() {
				other = dns.TypeA
			}
			if asked(seen, other) > 0 {
				t.Errorf("%s: asked %v", flag, seen.Questions)
			}
		}
	}
}

// Other servers than the system's and the usual ones are asked where they are
// given.
func TestServers(t *testing.T) {
	t.Parallel()
	w, err := simnet.Builtin("eleven")
	if err != nil {
		t.Fatal(err)
	}
	m := newMachine(t, w, byRaw, lab.Options{ResolvConf: "nameserver 127.0.0.77\n"}) // where no one listens
	for _, server := range []string{"127.0.0.1", "127.0.0.1:53", "::1", "[::1]:53"} {
		d := m.trace("--dns-server", server, "www.dest.example")
		wantNames(t, d, w)
	}
	d := m.trace("--dns-server", "127.0.0.77", "--dns-server", "127.0.0.1", "www.dest.example")
	wantNames(t, d, w)

	for _, server := range []string{"127.0.0.2", "127.0.0.2:19302"} {
		d, seen := m.observed("--dns-server", "::1", "--stun-server", server, m.dest())
		wantNames(t, d, w)
		if seen.STUN == 0 || asked(seen, dns.TypeA) > 0 {
			t.Errorf("--stun-server %s: %d requests, questions %v", server, seen.STUN, seen.Questions)
		}
	}
}

// The public address can be told, and be none.
func TestPublicAddress(t *testing.T) {
	t.Parallel()
	m := inWorld(t, "eleven", byRaw)
	d := m.trace("--public-ip", "154.54.3.4", m.dest())
	if d.PublicIP.String() != "154.54.3.4" || d.ISP.ASN != 64510 || d.ISP.Source != "flag" {
		t.Errorf("got %v, %+v", d.PublicIP, d.ISP)
	}
	d = m.trace("--public-ip", "none", m.dest())
	if d.PublicIP.IsValid() || d.ISP.ASN != ispASN || d.ISP.Source != "path" {
		t.Errorf("with none: %v, %+v", d.PublicIP, d.ISP)
	}
}
