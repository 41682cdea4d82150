package enrich

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

func TestLookupHost(t *testing.T) {
	zone := map[string][]string{
		"both.example A":              {"both.example. 60 IN A 81.9.0.1", "both.example. 60 IN A 81.9.0.2"},
		"both.example AAAA":           {"both.example. 60 IN AAAA 2a00:9::1"},
		"six.example AAAA":            {"six.example. 60 IN AAAA 2a00:9::6"},
		"half.example A":              {"SERVFAIL"},
		"half.example AAAA":           {"half.example. 60 IN AAAA 2a00:9::7"},
		"www.corp.example A":          {"www.corp.example. 60 IN A 81.9.0.3"},
		"www.dept.corp.example A":     {"www.dept.corp.example. 60 IN A 81.9.0.4"},
		"xn--bcher-kva.example A":     {"xn--bcher-kva.example. 60 IN A 81.9.0.5"},
		"mapped.example AAAA":         {"mapped.example. 60 IN AAAA ::ffff:81.9.0.1"},
		"_service.under.example A":    {"_service.under.example. 60 IN A 81.9.0.8"},
		"both.example.corp.example A": {"both.example.corp.example. 60 IN A 81.9.0.9"},
	}
	hosts := ParseHosts("192.168.1.9 nas\n192.168.1.8 both.example\nfd00::1 sixonly")
	for _, test := range []struct {
		name   string
		host   string
		want   Family
		search []string
		ndots  int
		hosts  *Hosts
		addrs  string
		asked  []string
	}{
		{"IPv4 first", "both.example", AnyFamily, nil, 0, nil, "[81.9.0.1 81.9.0.2]", []string{"both.example A", "both.example AAAA"}},
		{"IPv6 where there is nothing else", "six.example", AnyFamily, nil, 0, nil, "[2a00:9::6]", []string{"six.example A", "six.example AAAA"}},
		{"IPv6 where IPv4 fails", "half.example", AnyFamily, nil, 0, nil, "[2a00:9::7]", []string{"half.example A", "half.example AAAA"}},
		{"IPv6 wanted: one question", "both.example", IPv6, nil, 0, nil, "[2a00:9::1]", []string{"both.example AAAA"}},
		{"IPv4 wanted: one question", "both.example", IPv4, nil, 0, nil, "[81.9.0.1 81.9.0.2]", []string{"both.example A"}},
		{"the hosts table first", "NAS", AnyFamily, nil, 0, hosts, "[192.168.1.9]", nil},
		{"the hosts table before a server", "both.example.", IPv4, nil, 0, hosts, "[192.168.1.8]", nil},
		{"the servers for what the hosts table lacks", "both.example", IPv6, nil, 0, hosts, "[2a00:9::1]", []string{"both.example AAAA"}},
		{"IPv6 from the hosts table", "sixonly", AnyFamily, nil, 0, hosts, "[fd00::1]", nil},
		{"localhost is never asked for", "localhost", AnyFamily, nil, 0, nil, "[127.0.0.1]", nil},
		{"localhost has an IPv6 address", "db.localhost.", IPv6, nil, 0, nil, "[::1]", nil},
		{"a short name in the search domains, in order", "www", IPv4, []string{"none.example", "corp.example"}, 0, nil, "[81.9.0.3]", []string{"www.corp.example A", "www.none.example A"}},
		{"a name with a dot as it stands first", "both.example", IPv4, []string{"corp.example"}, 0, nil, "[81.9.0.1 81.9.0.2]", []string{"both.example A"}},
		{"then in the search domains", "www.dept", IPv4, []string{"corp.example"}, 0, nil, "[81.9.0.4]", []string{"www.dept A", "www.dept.corp.example A"}},
		{"with ndots 2 the other way about", "both.example", IPv4, []string{"corp.example"}, 2, nil, "[81.9.0.9]", []string{"both.example.corp.example A"}},
		{"a trailing dot: no search", "www.", IPv4, []string{"corp.example"}, 0, nil, "", []string{"www A"}},
		{"an international name", "Bücher.example", IPv4, nil, 0, nil, "[81.9.0.5]", []string{"xn--bcher-kva.example A"}},
		{"an underscore", "_service.under.example", IPv4, nil, 0, nil, "[81.9.0.8]", []string{"_service.under.example A"}},
		{"an IPv4-mapped address is no IPv6 address", "mapped.example", IPv6, nil, 0, nil, "", []string{"mapped.example AAAA"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fakeDNS{rtt: 15 * ms, zone: zone}
				r := f.resolver()
				r.Search, r.Ndots, r.Hosts = test.search, test.ndots, test.hosts
				addrs, err := r.LookupHost(t.Context(), test.host, test.want)
				if got := fmt.Sprint(addrs); got != test.addrs && (test.addrs != "" || err == nil) {
					t.Errorf("got %s, %v, want %s", got, err, test.addrs)
				}
				if got := f.questions(); !slices.Equal(got, test.asked) {
					t.Errorf("asked %v, want %v", got, test.asked)
				}
			})
		})
	}
}

func TestLookupHostDoesNotWaitForIPv6(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fakeDNS{rtt: 15 * ms, zone: www(), manners: map[netip.AddrPort][]manner{}}
		r, start := f.resolver(), time.Now()
		exchange := r.Exchange
		r.Exchange = onlyIPv4(exchange)
		if _, err := r.LookupHost(t.Context(), "www.example", AnyFamily); err != nil {
			t.Error(err)
		}
		if took := time.Since(start); took != 15*ms {
			t.Errorf("took %v, want 15ms", took)
		}
	})
}

func TestLookupHostRefusesWhatIsNoName(t *testing.T) {
	f := &fakeDNS{}
	for _, name := range []string{"", ".", "a b", "a\x1b[31mb.example", "a..example", `a\.example`, "ünder_\x00.example", "xn--ü.example"} {
		if _, err := f.resolver().LookupHost(t.Context(), name, AnyFamily); !errors.Is(err, ErrBadName) {
			t.Errorf("%q: got %v, want %v", name, err, ErrBadName)
		}
	}
	if len(f.asked) != 0 {
		t.Errorf("asked %v", f.asked)
	}
}

func TestZeroResolverKnowsNoServer(t *testing.T) {
	var r Resolver
	if _, err := r.LookupHost(t.Context(), "www.example", AnyFamily); !errors.Is(err, ErrNoServers) {
		t.Errorf("got %v, want %v", err, ErrNoServers)
	}
	if _, err := r.LookupPTR(t.Context(), netip.MustParseAddr("81.9.0.1")); !errors.Is(err, ErrNoServers) {
		t.Errorf("got %v, want %v", err, ErrNoServers)
	}
}

func TestLookupPTR(t *testing.T) {
	zone := map[string][]string{
		"1.0.9.81.in-addr.arpa PTR": {"1.0.9.81.in-addr.arpa. 60 IN PTR www.dest.example."},
		"2.0.9.81.in-addr.arpa PTR": {`2.0.9.81.in-addr.arpa. 60 IN PTR evil\027[31m.example.`},
		"3.0.9.81.in-addr.arpa PTR": {"3.0.9.81.in-addr.arpa. 60 IN PTR ."},
		"4.0.9.81.in-addr.arpa PTR": {"SERVFAIL"},
		"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.9.0.0.0.0.0.a.2.ip6.arpa PTR": {
			"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.9.0.0.0.0.0.a.2.ip6.arpa. 60 IN PTR six.example.",
		},
	}
	for addr, want := range map[string]string{
		"81.9.0.1":        "www.dest.example",
		"::ffff:81.9.0.1": "www.dest.example",
		"81.9.0.2":        "evil\x1b[31m.example",
		"81.9.0.3":        "",
		"81.9.0.4":        "",
		"81.9.0.5":        "",
		"2a00:9::1":       "six.example",
		"192.168.1.1":     "gateway.lan",
	} {
		synctest.Test(t, func(t *testing.T) {
			r := (&fakeDNS{zone: zone}).resolver()
			r.Hosts = ParseHosts("192.168.1.1 gateway.lan gw")
			got, err := r.LookupPTR(t.Context(), netip.MustParseAddr(addr))
			if got != want || (err == nil) != (want != "") {
				t.Errorf("%s: got %q, %v, want %q", addr, got, err, want)
			}
		})
	}
}
