package enrich

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// internet returns the zone of a small internet: 81.N.0.0/16 is announced by AS
// 64500+N, all hosts but those said otherwise have names.
func internet() map[string][]string {
	zone := map[string][]string{
		"stun.example A":                      {"stun.example. 60 IN A 81.7.0.1"},
		"stun.example AAAA":                   {"stun.example. 60 IN AAAA 2a00:7::1"},
		"1.1.168.192.in-addr.arpa PTR":        {"1.1.168.192.in-addr.arpa. 60 IN PTR gateway.lan."},
		"4.0.2.81.in-addr.arpa PTR":           {"SERVFAIL"},
		"4.0.98.81.origin.asn.cymru.com TXT":  {"SERVFAIL"},
		"5.0.98.81.origin.asn.cymru.com TXT":  {`5.0.98.81.origin.asn.cymru.com. 60 IN TXT "garbage"`},
		"as64503.asn.cymru.com TXT":           {"SERVFAIL"},
		"1.0.3.81.origin.asn.cymru.com TXT":   {`1.0.3.81.origin.asn.cymru.com. 60 IN TXT "64503 64502 | 81.3.0.0/16 | US " "| arin | 2001-02-03"`},
		"160.0.1.81.origin.asn.cymru.com TXT": {`160.0.1.81.origin.asn.cymru.com. 60 IN TXT "64501 | 81.1.0.0/16 | GB | ripencc | 2001-02-03"`},
		"160.0.1.81.in-addr.arpa PTR":         {"160.0.1.81.in-addr.arpa. 60 IN PTR cust-160.isp.example."},
	}
	for _, n := range []int{1, 2, 9} {
		asn := 64500 + n
		zone[fmt.Sprintf("as%d.asn.cymru.com TXT", asn)] = []string{
			fmt.Sprintf(`AS%d.asn.cymru.com. 60 IN TXT "%d | GB | ripencc | 2001-02-03 | NET%d Example, GB"`, asn, asn, n),
		}
		for host := 1; host <= 4; host++ {
			name := fmt.Sprintf("%d.0.%d.81", host, n)
			zone[name+".origin.asn.cymru.com TXT"] = []string{
				fmt.Sprintf(`%s.origin.asn.cymru.com. 60 IN TXT "%d | 81.%d.0.0/16 | GB | ripencc | 2001-02-03"`, name, asn, n),
			}
			ptr := name + ".in-addr.arpa"
			if zone[ptr+" PTR"] == nil {
				zone[ptr+" PTR"] = []string{fmt.Sprintf("%s. 60 IN PTR r%d.net%d.example.", ptr, host, n)}
			}
		}
	}
	return zone
}

// A fakeSTUN is a number of STUN servers.
type fakeSTUN struct {
	says map[netip.Addr]string // what each server says; what is missing is silent
	rtt  time.Duration

	mu    sync.Mutex
	asked []string
}

func (f *fakeSTUN) Ask(ctx context.Context, server netip.AddrPort) (netip.Addr, error) {
	f.mu.Lock()
	f.asked = append(f.asked, server.String())
	f.mu.Unlock()
	says, ok := f.says[server.Addr()]
	if !ok {
		<-ctx.Done()
		return netip.Addr{}, ctx.Err()
	}
	select {
	case <-time.After(f.rtt):
	case <-ctx.Done():
		return netip.Addr{}, ctx.Err()
	}
	if says == "closed" {
		return netip.Addr{}, errClosed
	}
	return netip.ParseAddr(says)
}

// world returns an Enricher in a small internet whose DNS answers after 15 ms
// and whose STUN server at once.
func world() (*Enricher, *fakeDNS, *fakeSTUN) {
	dns := &fakeDNS{rtt: 15 * ms, zone: internet(), manners: map[netip.AddrPort][]manner{}}
	stun := &fakeSTUN{says: map[netip.Addr]string{netip.MustParseAddr("81.7.0.1"): "81.1.0.160"}}
	e := &Enricher{Resolver: dns.resolver(), AskSTUN: stun.Ask, STUNServers: []string{"stun.example:3478"}}
	return e, dns, stun
}

// ask runs an Enricher for a target and some hops that are known at once, and
// says how long it took.
func ask(ctx context.Context, e *Enricher, target string, hops ...string) (Report, time.Duration) {
	start := time.Now()
	r := e.Start(ctx, netip.MustParseAddr(target))
	for _, h := range hops {
		r.Add(netip.MustParseAddr(h))
	}
	return r.Wait(), time.Since(start)
}

// line writes what is known of an address.
func line(i Info) string {
	var as []string
	for _, o := range i.Origins {
		as = append(as, fmt.Sprintf("%d %s %s %s %q", o.ASN, o.Prefix, o.CountryCode, o.Registry, o.Name))
	}
	status := [...]string{"skipped", "found", "none", "failed"}
	return fmt.Sprintf("%s %s [%s] %s %q", i.Kind, status[i.OriginStatus], strings.Join(as, ", "), status[i.NameStatus], i.Name)
}

func TestRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, _, _ := world()
		e.Resolver.Hosts = ParseHosts("169.254.1.1 local.lan")
		got, took := ask(t.Context(), e, "81.9.0.1",
			"192.168.1.1", "192.168.1.2", "100.64.0.1", "169.254.1.1", "169.254.1.2", "81.1.0.1", "81.2.0.4", "81.3.0.1", "81.98.0.4", "81.98.0.5", "81.99.0.1")
		if took != 30*ms {
			t.Errorf("took %v, want 30ms: STUN's name and origin, or origin and AS name", took)
		}
		want := map[string]string{
			"81.9.0.1":    `public found [64509 81.9.0.0/16 GB ripencc "NET9 Example"] found "r1.net9.example"`,
			"192.168.1.1": `private skipped [] found "gateway.lan"`,
			"192.168.1.2": `private skipped [] none ""`,
			"100.64.0.1":  `cgnat skipped [] none ""`,
			"169.254.1.1": `link_local skipped [] found "local.lan"`,
			"169.254.1.2": `link_local skipped [] skipped ""`,
			"81.1.0.1":    `public found [64501 81.1.0.0/16 GB ripencc "NET1 Example"] found "r1.net1.example"`,
			"81.2.0.4":    `public found [64502 81.2.0.0/16 GB ripencc "NET2 Example"] failed ""`,
			"81.3.0.1":    `public found [64503 81.3.0.0/16 US arin "", 64502 81.3.0.0/16 US arin "NET2 Example"] none ""`,
			"81.98.0.4":   `public failed [] none ""`,
			"81.98.0.5":   `public failed [] none ""`,
			"81.99.0.1":   `public none [] none ""`,
			"81.1.0.160":  `public found [64501 81.1.0.0/16 GB ripencc "NET1 Example"] found "cust-160.isp.example"`,
		}
		for addr, info := range got.Infos {
			if line(info) != want[addr.String()] {
				t.Errorf("%s: got %s, want %s", addr, line(info), want[addr.String()])
			}
		}
		if len(got.Infos) != len(want) {
			t.Errorf("got %d addresses, want %d", len(got.Infos), len(want))
		}
		if line(got.Destination) != want["81.9.0.1"] {
			t.Errorf("destination: got %s", line(got.Destination))
		}
		isp := got.ISP
		if isp.PublicAddr.String() != "81.1.0.160" || isp.Name != "cust-160.isp.example" || isp.Origin.ASN != 64501 || isp.Origin.Name != "NET1 Example" || isp.Source != FromSTUN {
			t.Errorf("ISP: got %v", isp)
		}
	})
}

func TestRunNeedsFourLookupsOneAfterTheOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, _, stun := world()
		stun.rtt = 15 * ms
		got, took := ask(t.Context(), e, "81.9.0.1", "81.2.0.1")
		if took != 60*ms || got.ISP.Origin.Name != "NET1 Example" {
			t.Errorf("took %v, want 60ms: STUN's name, STUN, origin, AS name; got %v", took, got.ISP)
		}
	})
}

func TestRunAsksNothingTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, dns, _ := world()
		ask(t.Context(), e, "81.9.0.1", "81.9.0.1", "81.2.0.1", "81.2.0.2", "81.2.0.1", "81.1.0.160")
		questions := dns.questions()
		if got := slices.Compact(slices.Clone(questions)); len(got) != len(questions) {
			t.Errorf("asked %v", questions)
		}
	})
}

func TestRunLeavesOutWhatIsSwitchedOff(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*Enricher)
		target string
		asked  []string // of the target 81.9.0.1 and the hop 81.2.0.1
		stun   int
		isp    string
	}{
		{"nothing is", func(e *Enricher) {}, "81.9.0.1", []string{
			"1.0.2.81.in-addr.arpa PTR", "1.0.2.81.origin.asn.cymru.com TXT", "1.0.9.81.in-addr.arpa PTR", "1.0.9.81.origin.asn.cymru.com TXT",
			"160.0.1.81.in-addr.arpa PTR", "160.0.1.81.origin.asn.cymru.com TXT",
			"as64501.asn.cymru.com TXT", "as64502.asn.cymru.com TXT", "as64509.asn.cymru.com TXT", "stun.example A",
		}, 1, "81.1.0.160 cust-160.isp.example 64501 stun"},
		{"names: not one PTR question", func(e *Enricher) { e.NoNames = true }, "81.9.0.1", []string{
			"1.0.2.81.origin.asn.cymru.com TXT", "1.0.9.81.origin.asn.cymru.com TXT", "160.0.1.81.origin.asn.cymru.com TXT",
			"as64501.asn.cymru.com TXT", "as64502.asn.cymru.com TXT", "as64509.asn.cymru.com TXT", "stun.example A",
		}, 1, "81.1.0.160  64501 stun"},
		{"origins: no Team Cymru, no STUN", func(e *Enricher) { e.NoOrigins = true }, "81.9.0.1", []string{
			"1.0.2.81.in-addr.arpa PTR", "1.0.9.81.in-addr.arpa PTR",
		}, 0, "invalid IP  0 "},
		{"both: nothing at all", func(e *Enricher) { e.NoNames, e.NoOrigins = true, true }, "81.9.0.1", nil, 0, "invalid IP  0 "},
		{"STUN", func(e *Enricher) { e.NoPublicAddr = true; e.NoNames = true }, "81.9.0.1", []string{
			"1.0.2.81.origin.asn.cymru.com TXT", "1.0.9.81.origin.asn.cymru.com TXT", "as64502.asn.cymru.com TXT", "as64509.asn.cymru.com TXT",
		}, 0, "invalid IP  0 "},
		{"STUN, because the user told the address", func(e *Enricher) { e.PublicAddr = netip.MustParseAddr("81.1.0.1"); e.NoNames = true }, "81.9.0.1", []string{
			"1.0.1.81.origin.asn.cymru.com TXT", "1.0.2.81.origin.asn.cymru.com TXT", "1.0.9.81.origin.asn.cymru.com TXT",
			"as64501.asn.cymru.com TXT", "as64502.asn.cymru.com TXT", "as64509.asn.cymru.com TXT",
		}, 0, "81.1.0.1  64501 flag"},
		{"STUN, because the destination is not public", func(e *Enricher) { e.NoNames = true }, "10.0.0.1", []string{
			"1.0.2.81.origin.asn.cymru.com TXT", "as64502.asn.cymru.com TXT",
		}, 0, "invalid IP  0 "},
	} {
		synctest.Test(t, func(t *testing.T) {
			e, dns, stun := world()
			test.change(e)
			got, _ := ask(t.Context(), e, test.target, "81.2.0.1")
			if asked := dns.questions(); !slices.Equal(asked, test.asked) {
				t.Errorf("%s: asked %v, want %v", test.name, asked, test.asked)
			}
			if len(stun.asked) != test.stun {
				t.Errorf("%s: asked the STUN servers %v", test.name, stun.asked)
			}
			isp := fmt.Sprint(got.ISP.PublicAddr, " ", got.ISP.Name, " ", got.ISP.Origin.ASN, " ", got.ISP.Source)
			if isp != test.isp {
				t.Errorf("%s: got ISP %q, want %q", test.name, isp, test.isp)
			}
		})
	}
}

func TestRunEnds(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*Enricher, *fakeDNS, *fakeSTUN)
		took   time.Duration
		origin Status // of 81.2.0.1
	}{
		{"after 1.2 s where no name server answers anything", func(_ *Enricher, d *fakeDNS, _ *fakeSTUN) {
			d.manners[serverA] = []manner{silent}
		}, patience, Failed},
		{"at once where the one name server refuses", func(_ *Enricher, d *fakeDNS, _ *fakeSTUN) {
			d.manners[serverA] = []manner{"REFUSED"}
		}, 15 * ms, Failed},
		{"at once where no name server is known", func(e *Enricher, _ *fakeDNS, _ *fakeSTUN) {
			e.Resolver = nil
		}, 0, Failed},
		{"750 ms after STUN was asked where it is silent", func(_ *Enricher, _ *fakeDNS, s *fakeSTUN) {
			s.says = nil
		}, 15*ms + stunTimeout, Found},
		{"at once where STUN's port is closed", func(_ *Enricher, _ *fakeDNS, s *fakeSTUN) {
			s.says[netip.MustParseAddr("81.7.0.1")] = "closed"
		}, 30 * ms, Found},
		{"at the timeout where servers are slow", func(e *Enricher, d *fakeDNS, _ *fakeSTUN) {
			e.Timeout, d.rtt = 20*ms, 25*ms
		}, 20 * ms, Failed},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e, dns, stun := world()
				test.change(e, dns, stun)
				got, took := ask(t.Context(), e, "81.9.0.1", "81.2.0.1")
				if took != test.took {
					t.Errorf("took %v, want %v", took, test.took)
				}
				info := got.Infos[netip.MustParseAddr("81.2.0.1")]
				if info.OriginStatus != test.origin {
					t.Errorf("got %s", line(info))
				}
				if dns.busy != 0 {
					t.Errorf("%d messages are still under way", dns.busy)
				}
			})
		})
	}
}

func TestRunGivesUpOnSilenceAlsoWhenItBeginsLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, dns, _ := world()
		e.NoPublicAddr = true
		start := time.Now()
		r := e.Start(t.Context(), netip.MustParseAddr("81.9.0.1"))
		time.Sleep(300 * ms)
		dns.mu.Lock()
		dns.manners[serverA] = []manner{silent}
		dns.mu.Unlock()
		time.Sleep(700 * ms)
		r.Add(netip.MustParseAddr("81.2.0.1"))
		got := r.Wait()
		if took, want := time.Since(start), 1000*ms+patience; took != want {
			t.Errorf("took %v, want %v", took, want)
		}
		if got.Destination.OriginStatus != Found {
			t.Errorf("destination: got %s", line(got.Destination))
		}
	})
}

func TestRunTakesAddressesWhileItWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, _, _ := world()
		r := e.Start(t.Context(), netip.MustParseAddr("81.9.0.1"))
		time.AfterFunc(40*ms, func() { r.Add(netip.MustParseAddr("81.2.0.1")) })
		start := time.Now()
		got := r.Wait()
		if took := time.Since(start); took != 70*ms {
			t.Errorf("took %v, want 70ms", took)
		}
		if info := got.Infos[netip.MustParseAddr("81.2.0.1")]; info.ASN() != 64502 {
			t.Errorf("got %s", line(info))
		}
		r.Add(netip.MustParseAddr("81.2.0.2")) // too late
		if len(got.Infos) != 3 {
			t.Errorf("got %d addresses, want 3", len(got.Infos))
		}
	})
}

func TestRunKeepsWhatItHasWhenItsContextEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, _, _ := world()
		ctx, cancel := context.WithTimeout(t.Context(), 20*ms)
		defer cancel()
		got, took := ask(ctx, e, "81.9.0.1", "81.2.0.1")
		if took != 20*ms {
			t.Errorf("took %v, want 20ms", took)
		}
		if info := got.Infos[netip.MustParseAddr("81.2.0.1")]; info.Name != "r1.net2.example" {
			t.Errorf("got %s", line(info))
		}
		if got.ISP.PublicAddr.String() != "81.1.0.160" {
			t.Errorf("ISP: got %v", got.ISP)
		}
	})
}

func TestPublicAddr(t *testing.T) {
	for _, test := range []struct {
		name    string
		servers []string
		says    map[string]string
		want    Family
		addr    string
		asked   []string
	}{
		{"the first valid answer counts", []string{"81.7.0.1:1", "81.7.0.2:2"}, map[string]string{"81.7.0.2": "81.1.0.160"}, IPv4, "81.1.0.160", []string{"81.7.0.1:1", "81.7.0.2:2"}},
		{"an answer that cannot be true does not", []string{"81.7.0.1:1"}, map[string]string{"81.7.0.1": "192.168.1.50"}, IPv4, "invalid IP", []string{"81.7.0.1:1"}},
		{"nor one of the other family", []string{"81.7.0.1:1"}, map[string]string{"81.7.0.1": "2a00:1::1"}, IPv4, "invalid IP", []string{"81.7.0.1:1"}},
		{"IPv4 mapped into IPv6 is IPv4", []string{"81.7.0.1:1"}, map[string]string{"81.7.0.1": "::ffff:81.1.0.160"}, IPv4, "81.1.0.160", []string{"81.7.0.1:1"}},
		{"servers of the trace's family only", []string{"81.7.0.1:1", "[2a00:7::1]:2"}, map[string]string{"2a00:7::1": "2a00:1::1"}, IPv6, "2a00:1::1", []string{"[2a00:7::1]:2"}},
		{"names are resolved in the family", []string{"stun.example:5"}, map[string]string{"2a00:7::1": "2a00:1::1"}, IPv6, "2a00:1::1", []string{"[2a00:7::1]:5"}},
		{"the port may be missing", []string{"81.7.0.1"}, map[string]string{"81.7.0.1": "81.1.0.160"}, IPv4, "81.1.0.160", []string{"81.7.0.1:3478"}},
		{"also after an IPv6 address", []string{"2a00:7::1"}, map[string]string{"2a00:7::1": "2a00:1::1"}, IPv6, "2a00:1::1", []string{"[2a00:7::1]:3478"}},
		{"a port that is none", []string{"81.7.0.1:http", "81.7.0.1:0", "81.7.0.1:65536"}, nil, IPv4, "invalid IP", nil},
		{"no server", []string{}, nil, IPv4, "invalid IP", nil},
	} {
		synctest.Test(t, func(t *testing.T) {
			e, dns, stun := world()
			e.STUNServers, stun.says = test.servers, map[netip.Addr]string{}
			e.Resolver.Search = []string{"corp.example"}
			for server, says := range test.says {
				stun.says[netip.MustParseAddr(server)] = says
			}
			if got := e.publicAddr(t.Context(), test.want).String(); got != test.addr {
				t.Errorf("%s: got %s, want %s", test.name, got, test.addr)
			}
			slices.Sort(stun.asked)
			if !slices.Equal(stun.asked, test.asked) {
				t.Errorf("%s: asked %v, want %v", test.name, stun.asked, test.asked)
			}
			if slices.ContainsFunc(dns.asked, func(q string) bool { return strings.Contains(q, "corp") }) {
				t.Errorf("%s: searched for the server: %v", test.name, dns.asked)
			}
		})
	}
}

func TestStatusOf(t *testing.T) {
	for want, err := range map[Status]error{
		Found:  nil,
		None:   fmt.Errorf("looking up: %w", &NotFoundError{}),
		Failed: errors.New("anything else"),
	} {
		if got := statusOf(err); got != want {
			t.Errorf("statusOf(%v) = %v, want %v", err, got, want)
		}
	}
}
