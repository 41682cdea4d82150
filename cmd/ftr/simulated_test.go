package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"ftr/internal/simnet"
)

// small is a world of four hops with all that the flags change.
const small = `
source 192.168.1.50
hop 192.168.1.1 rtt=1ms
hop 81.2.64.1 rtt=8ms
hop *
hop 154.54.10.1 rtt=14ms
dest 142.251.46.174 rtt=25ms
stun rtt=5ms public=81.2.69.160
host www.dest.example 142.251.46.174
ptr 192.168.1.1 gateway.lan
ptr 81.2.64.1 ae1.bras1.isp.example
ptr 142.251.46.174 www.dest.example
ptr 81.2.69.160 cust-160.isp.example
origin 81.2.64.0/20 64500 GB ripencc
origin 154.54.0.0/16 64510 US arin
origin 142.250.0.0/15 64520 US arin
as 64500 ISPNET Example ISP, GB
as 64510 TRANSIT-64510 Example, US
as 64520 DESTNET, US
`

// A simRun is a run of the command on a simulated network, under synctest.
type simRun struct {
	sim            *simnet.Network
	stdout, stderr string
	code           int
	took           time.Duration
}

// simulate runs the command line on a world, in a bubble of its own. Change, if
// not nil, changes the network before.
func simulate(t *testing.T, world, args string, change func(*network)) simRun {
	t.Helper()
	w, err := simnet.Parse(world)
	if err != nil {
		t.Fatal(err)
	}
	var got simRun
	synctest.Test(t, func(t *testing.T) {
		got = runSimulated(t, t.Context(), w, args, change)
	})
	return got
}

func runSimulated(t *testing.T, ctx context.Context, w *simnet.World, args string, change func(*network)) simRun {
	t.Helper()
	c, _, err := parseArgs(strings.Fields(args))
	if err != nil {
		t.Fatal(err)
	}
	sim := w.Start()
	n := simNetwork(sim)
	if change != nil {
		change(&n)
	}
	if len(c.DNSServers) > 0 {
		n.resolver.Servers = c.DNSServers
	}
	var stdout, stderr bytes.Buffer
	began := time.Now()
	code := traceAndPrint(ctx, c, n, newOutput(&stdout, &stderr))
	return simRun{sim, stdout.String(), stderr.String(), code, time.Since(began)}
}

// document returns the run's JSON.
func (r simRun) document(t *testing.T) document {
	t.Helper()
	validate(t, []byte(r.stdout))
	var d document
	if err := json.Unmarshal([]byte(r.stdout), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// asked returns the names that were asked for with a type, sorted.
func (r simRun) asked(typ uint16) []string {
	var names []string
	for _, q := range r.sim.Questions() {
		if q.Qtype == typ {
			names = append(names, q.Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func TestCommandPrintsTheTable(t *testing.T) {
	got := simulate(t, small, "www.dest.example", nil)
	want := `ftr to www.dest.example (142.251.46.174) from 192.168.1.50: ICMP, 30 hops max, simulated network

 #  rtt ms  address         segment      AS       owner                  name
 1    1.00  192.168.1.1     LAN          private                         gateway.lan
 2    8.00  81.2.64.1       ISP          AS64500  ISPNET Example ISP     ae1.bras1.isp.example
 3       *                                        (no reply)
 4   14.00  154.54.10.1     TRANSIT      AS64510  TRANSIT-64510 Example  -
 5   25.00  142.251.46.174  DESTINATION  AS64520  DESTNET                www.dest.example

`
	if !strings.HasPrefix(got.stdout, want) || got.code != 0 || got.stderr != "" {
		t.Errorf("got %d\n%s%s\nwant\n%s", got.code, got.stdout, got.stderr, want)
	}
	for _, line := range []string{
		"\nReached 142.251.46.174 at hop 5 in 25.00 ms; hop 3 did not reply; ",
		"\nAS path  AS64500 ISPNET Example ISP > AS64510 TRANSIT-64510 Example > AS64520 DESTNET\n",
		"\nYou      81.2.69.160 (cust-160.isp.example), AS64500 ISPNET Example ISP, GB\n",
	} {
		if !strings.Contains(got.stdout, line) {
			t.Errorf("%q is missing in\n%s", line, got.stdout)
		}
	}
}

func TestCommandIsDoneSoonAfterTheLastReply(t *testing.T) {
	const address = "142.251.46.174"
	healthy := simulate(t, small, "-n --no-enrich "+address, nil)
	dead := simulate(t, small+"dns dead\nstun dead\n", "-n --no-enrich "+address, nil)
	if healthy.took != dead.took || healthy.stdout != dead.stdout {
		t.Errorf("without look-ups, dead name servers change %v to %v,\n%s\nto\n%s", healthy.took, dead.took, healthy.stdout, dead.stdout)
	}
	if got := simulate(t, small+"dns dead\n", address, nil); got.took > 2500*time.Millisecond || strings.Count(got.stdout, "(lookup failed)") != 4+3 {
		t.Errorf("with dead name servers, four names and three ASes unknown: %v\n%s", got.took, got.stdout)
	}
}

func TestFlagsChangeTheProbes(t *testing.T) {
	for _, tc := range []struct {
		args  string
		check func(d document) bool
	}{
		{"-s 2", func(d document) bool { return d.Hops[0].TTL == 2 && len(d.Hops) == 4 && d.Options.StartTTL == 2 }},
		{"-f 4", func(d document) bool { return d.Hops[0].TTL == 4 && d.Reached }},
		{"-m 2", func(d document) bool {
			return len(d.Hops) == 2 && d.StopReason == "max_hops" && !d.Reached && d.ProbesSent == 2
		}},
		{"-q 3", func(d document) bool { return d.Hops[0].Sent == 3 && d.Hops[0].Received == 3 && *d.Hops[0].Loss == 0 }},
		{"-c 2", func(d document) bool { return d.Hops[0].Received == 2 && d.Options.Queries == 2 }},
		{"", func(d document) bool {
			return *d.Protocol == "ICMP" && *d.SocketMode == "Raw" && d.Hops[4].Probes[0].Reply == "echo_reply"
		}},
		{"-U", func(d document) bool {
			return *d.Protocol == "UDP" && *d.SocketMode == "Raw" && d.Hops[4].Probes[0].Reply == "port_unreachable"
		}},
		{"-T", func(d document) bool {
			return *d.Protocol == "TCP" && *d.SocketMode == "Raw" && d.Reached && *d.Flow == "constant"
		}},
		{"-T -p 22 --socket-mode dgram", func(d document) bool {
			return *d.SocketMode == "Datagram" && *d.Options.Port == 22 && *d.Flow == "varies"
		}},
		{"--dscp ef", func(d document) bool { return d.Options.TOS == 184 }},
		{"--size 100 --df", func(d document) bool { return *d.Options.Size == 100 && d.Options.DontFragment && !d.Options.FindMTU }},
		{"--mtu", func(d document) bool { return d.Options.FindMTU && d.Options.DontFragment }},
		{"-p 33434", func(d document) bool { return *d.Protocol == "UDP" && *d.Options.Port == 33434 }},
		{"--socket-mode dgram", func(d document) bool { return *d.Protocol == "ICMP" && *d.SocketMode == "Datagram" }},
		{"-i 20", func(d document) bool { return d.DurationMS >= 4*20+25 && d.Options.SendIntervalMS == 20 }},
		{"-W 100 -q 50", func(d document) bool {
			return d.StopReason == "deadline" && d.Reached && d.DurationMS == 100 && *d.Options.OverallTimeoutMS == 100
		}},
	} {
		got := simulate(t, small, "-nj --no-enrich 142.251.46.174 "+tc.args, nil)
		if d := got.document(t); got.code != 0 || !tc.check(d) {
			t.Errorf("%s: got %d\n%s", tc.args, got.code, got.stdout)
		}
	}
}

func TestWaitFlagsBoundTheWait(t *testing.T) {
	silent := strings.Replace(small, "dest 142.251.46.174 rtt=25ms", "dest 142.251.46.174 rtt=25ms icmp=silent", 1)
	bare := "-n --no-enrich 142.251.46.174 "
	usual := simulate(t, silent, bare, nil).took
	for _, args := range []string{"-w 0.2", "--probe-timeout-ms 200"} {
		if short := simulate(t, silent, bare+args, nil).took; short >= usual || short < 200*time.Millisecond {
			t.Errorf("%s: took %v, without it %v", args, short, usual)
		}
	}
	if got := simulate(t, silent, bare+"-W 150", nil); got.took != 150*time.Millisecond {
		t.Errorf("-W 150: took %v", got.took)
	}
	if got := simulate(t, silent, bare+"--fail", nil); got.code != exitNotReached || !strings.Contains(got.stdout, "NOT REACHED: ") {
		t.Errorf("--fail: got %d\n%s", got.code, got.stdout)
	}
}

func TestFlagsChangeTheQuestions(t *testing.T) {
	const address = "142.251.46.174"
	all := simulate(t, small, address, nil)
	if len(all.asked(dns.TypePTR)) == 0 || len(all.asked(dns.TypeTXT)) == 0 || all.sim.Requests() == 0 {
		t.Fatalf("asked only %v, %d STUN", all.sim.Questions(), all.sim.Requests())
	}
	for _, tc := range []struct {
		args           string
		ptr, txt, stun bool
	}{
		{"-n", false, true, true},
		{"--no-rdns", false, true, true},
		{"--no-enrich", true, false, false},
		{"--no-enrich -n", false, false, false},
		{"--public-ip none", true, true, false},
		{"--public-ip 81.2.69.160", true, true, false},
	} {
		got := simulate(t, small, address+" "+tc.args, nil)
		if ptr := len(got.asked(dns.TypePTR)) > 0; ptr != tc.ptr {
			t.Errorf("%s: PTR asked: %v", tc.args, ptr)
		}
		if txt := len(got.asked(dns.TypeTXT)) > 0; txt != tc.txt {
			t.Errorf("%s: Team Cymru asked: %v", tc.args, txt)
		}
		if stun := got.sim.Requests() > 0; stun != tc.stun {
			t.Errorf("%s: STUN asked: %v", tc.args, stun)
		}
		if none := len(got.sim.Questions()) == 0; none != (!tc.ptr && !tc.txt) {
			t.Errorf("%s: asked %v", tc.args, got.sim.Questions())
		}
	}
}

func TestPublicIPIsTold(t *testing.T) {
	told := simulate(t, small, "-j --public-ip 81.2.69.160 142.251.46.174", nil).document(t)
	if told.ISP == nil || told.ISP.Source != "flag" || told.ISP.ASN != 64500 || *told.PublicIP != addr("81.2.69.160") {
		t.Errorf("got %+v", told.ISP)
	}
	asked := simulate(t, small, "-j 142.251.46.174", nil).document(t)
	if asked.ISP == nil || asked.ISP.Source != "stun" || *asked.ISP.Hostname != "cust-160.isp.example" {
		t.Errorf("got %+v", asked.ISP)
	}
}

func TestServersOfTheFlagsAreAsked(t *testing.T) {
	var mu sync.Mutex // guards stun and names
	var stun, names []netip.AddrPort
	note := func(list *[]netip.AddrPort, server netip.AddrPort) {
		mu.Lock()
		defer mu.Unlock()
		*list = append(*list, server)
	}
	watch := func(n *network) {
		askSTUN, exchange := n.askSTUN, n.resolver.Exchange
		n.askSTUN = func(ctx context.Context, server netip.AddrPort) (netip.Addr, error) {
			note(&stun, server)
			return askSTUN(ctx, server)
		}
		n.resolver.Exchange = func(ctx context.Context, m *dns.Msg, server netip.AddrPort) (*dns.Msg, error) {
			note(&names, server)
			return exchange(ctx, m, server)
		}
	}
	simulate(t, small, "--stun-server 192.0.2.99:5000 142.251.46.174", watch)
	if want := netip.MustParseAddrPort("192.0.2.99:5000"); !slices.Equal(slices.Compact(stun), []netip.AddrPort{want}) {
		t.Errorf("--stun-server: got %v", stun)
	}
	names = nil
	simulate(t, small, "-n --no-enrich --dns-server 192.0.2.53 www.dest.example", watch)
	if want := netip.MustParseAddrPort("192.0.2.53:53"); !slices.Equal(slices.Compact(names), []netip.AddrPort{want}) {
		t.Errorf("--dns-server: got %v", names)
	}
}

func TestCtrlCPrintsWhatIsKnown(t *testing.T) {
	w, err := simnet.Parse(strings.Replace(small, "dest 142.251.46.174 rtt=25ms", "dest 142.251.46.174 rtt=25ms icmp=silent", 1))
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(300*time.Millisecond, func() { cancel(errInterrupted) })
		got := runSimulated(t, ctx, w, "142.251.46.174", nil)
		if got.code != exitInterrupt || got.took != 300*time.Millisecond {
			t.Errorf("got %d after %v", got.code, got.took)
		}
		if !strings.Contains(got.stdout, " 4   14.00  154.54.10.1 ") || !strings.Contains(got.stdout, "INTERRUPTED: the last reply is from hop 4, 154.54.10.1 (AS64510 TRANSIT-64510 Example); ") {
			t.Errorf("got\n%s", got.stdout)
		}
	})
}

func TestUnknownHostIsSaid(t *testing.T) {
	got := simulate(t, small, "-j nowhere.example", nil)
	d := got.document(t)
	if got.code != exitFailed || d.Error == nil || d.Error.Code != "not_found" || d.StopReason != "error" || *d.Target != "nowhere.example" {
		t.Errorf("got %d\n%s", got.code, got.stdout)
	}
	if want := "ftr: nowhere.example: no such host (192.168.1.1 said NXDOMAIN); check the spelling or give an address\n"; got.stderr != want {
		t.Errorf("got  %swant %s", got.stderr, want)
	}
}

func TestDeadNameServersAreSaid(t *testing.T) {
	got := simulate(t, small+"dns dead\n", "www.dest.example", nil)
	if want := "ftr: www.dest.example: no name server answered in 2 s (tried 192.168.1.1); give an address, or --dns-server IP\n"; got.stderr != want || got.code != exitFailed || got.stdout != "" {
		t.Errorf("got  %d %q %swant %s", got.code, got.stdout, got.stderr, want)
	}
}
