package enrich

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

func TestParseResolvConf(t *testing.T) {
	for _, test := range []struct {
		name, text string
		servers    string
		search     []string
		ndots      int
		timeout    time.Duration
	}{
		{"an empty file means the server on this machine", "", "[127.0.0.1:53]", nil, 1, 0},
		{"servers in order, others skipped", "nameserver 192.168.1.1\nnameserver nonsense\n# nameserver 9.9.9.9\nnameserver 2001:db8::53", "[192.168.1.1:53 [2001:db8::53]:53]", nil, 1, 0},
		{"at most three servers", "nameserver 10.0.0.1\nnameserver 10.0.0.2\nnameserver 10.0.0.3\nnameserver 10.0.0.4", "[10.0.0.1:53 10.0.0.2:53 10.0.0.3:53]", nil, 1, 0},
		{"a server with a zone", "nameserver fe80::1%eth0", "[[fe80::1%eth0]:53]", nil, 1, 0},
		{"the last of search and domain counts", "domain a.example\nsearch b.example c.example", "[127.0.0.1:53]", []string{"b.example", "c.example"}, 1, 0},
		{"the root is no search domain", "search .", "[127.0.0.1:53]", nil, 1, 0},
		{"options", "nameserver 10.0.0.1\noptions ndots:3 timeout:1 attempts:1 rotate", "[10.0.0.1:53]", nil, 3, time.Second},
		{"we wait no longer than we think best", "nameserver 10.0.0.1\noptions timeout:30", "[10.0.0.1:53]", nil, 1, 0},
	} {
		r, err := parseResolvConf(test.text)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if got := fmt.Sprint(r.Servers); got != test.servers {
			t.Errorf("%s: servers: got %s, want %s", test.name, got, test.servers)
		}
		if !slices.Equal(r.Search, test.search) || r.Ndots != test.ndots || r.Timeout != test.timeout {
			t.Errorf("%s: got search %v, ndots %d, timeout %v, want %v, %d, %v", test.name, r.Search, r.Ndots, r.Timeout, test.search, test.ndots, test.timeout)
		}
	}
}

// The servers that a file names are found again when they are written out.
func FuzzParseResolvConf(f *testing.F) {
	f.Add("nameserver 192.168.1.1\nsearch a.example b.example\noptions ndots:2 timeout:1 attempts:1")
	f.Add("nameserver fe80::1%eth0\ndomain")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := parseResolvConf(text)
		if err != nil {
			return
		}
		again := ""
		for _, s := range r.Servers {
			again += "nameserver " + s.Addr().String() + "\n"
		}
		if got, err := parseResolvConf(again); err != nil || !slices.Equal(got.Servers, r.Servers) {
			t.Errorf("servers %v became %v, %v", r.Servers, got.Servers, err)
		}
		if len(r.Servers) == 0 || len(r.Servers) > maxServers || r.Timeout < 0 {
			t.Errorf("got %d servers and timeout %v", len(r.Servers), r.Timeout)
		}
	})
}
