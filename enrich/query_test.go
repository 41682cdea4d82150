package enrich

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"
)

const ms = time.Millisecond

var both = []netip.AddrPort{serverA, serverB}

// www is a zone of one host.
func www() map[string][]string {
	return map[string][]string{"www.example A": {"www.example. 60 IN A 81.9.0.1"}}
}

func TestQuery(t *testing.T) {
	refused := new(*RefusedError)
	noAnswer := new(*NoAnswerError)
	for _, test := range []struct {
		name    string
		servers []netip.AddrPort
		a, b    []manner
		err     any // what errors.As finds; nil: success
		took    time.Duration
		sent    int
	}{
		{"an answer", both, []manner{answers}, nil, nil, 15 * ms, 1},
		{"a lost message is sent again, to the next server", both, []manner{silent}, []manner{answers}, nil, 365 * ms, 2},
		{"with one server, to the same", both[:1], []manner{silent, silent, answers}, nil, nil, 715 * ms, 3},
		{"an answer to the first try is taken late", both, []manner{slow}, []manner{silent}, nil, 400 * ms, 2},
		{"SERVFAIL: the next server at once", both, []manner{"SERVFAIL"}, []manner{answers}, nil, 30 * ms, 2},
		{"REFUSED: the next server at once", both, []manner{"REFUSED"}, []manner{answers}, nil, 30 * ms, 2},
		{"a closed port: the next server at once", both, []manner{closed}, []manner{answers}, nil, 30 * ms, 2},
		{"an answer to another question: the next server", both, []manner{confused}, []manner{answers}, nil, 30 * ms, 2},
		{"a server that points elsewhere: the next one", both, []manner{lame}, []manner{answers}, nil, 30 * ms, 2},
		{"one answer is enough to fail with one server", both[:1], []manner{"SERVFAIL"}, nil, refused, 15 * ms, 1},
		{"every server has refused: failed at once", both, []manner{"SERVFAIL"}, []manner{closed}, refused, 30 * ms, 2},
		{"a server that refuses does not end the wait for another", both, []manner{silent}, []manner{"SERVFAIL", "SERVFAIL"}, noAnswer, 2000 * ms, 6},
		{"a server that does not know EDNS is asked without", both[:1], []manner{noEDNS}, nil, nil, 30 * ms, 2},
		{"no server answers", both, []manner{silent}, []manner{silent}, noAnswer, 2000 * ms, 6},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fakeDNS{rtt: 15 * ms, zone: www(), manners: map[netip.AddrPort][]manner{serverA: test.a, serverB: test.b}}
				r, start := f.resolver(test.servers...), time.Now()
				addrs, err := r.LookupHost(t.Context(), "www.example", IPv4)
				if took := time.Since(start); took != test.took {
					t.Errorf("took %v, want %v", took, test.took)
				}
				if len(f.asked) != test.sent {
					t.Errorf("sent %d messages to %v, want %d", len(f.asked), f.servers, test.sent)
				}
				if test.err == nil && (err != nil || fmt.Sprint(addrs) != "[81.9.0.1]") {
					t.Errorf("got %v, %v", addrs, err)
				}
				if test.err != nil && !errors.As(err, test.err) {
					t.Errorf("got error %v, want %T", err, test.err)
				}
			})
		})
	}
}

func TestErrorsSayWhatTheServersDid(t *testing.T) {
	for _, test := range []struct {
		name, host string
		a, b       manner
		want       string
	}{
		{"NXDOMAIN", "nowhere.example", answers, answers, "nowhere.example: no such host (192.168.1.1 said NXDOMAIN)"},
		{"NODATA", "six.example", answers, answers, "six.example: no address (192.168.1.1 said NODATA)"},
		{"silence", "www.example", silent, silent, "www.example: no name server answered in 2s (tried 192.168.1.1, 192.168.1.2)"},
		{"refusals", "www.example", "SERVFAIL", "REFUSED", "www.example: 192.168.1.1 said SERVFAIL\n192.168.1.2 said REFUSED"},
	} {
		synctest.Test(t, func(t *testing.T) {
			zone := www()
			zone["six.example AAAA"] = []string{"six.example. 60 IN AAAA 2a00:9::1"}
			f := &fakeDNS{zone: zone, manners: map[netip.AddrPort][]manner{serverA: {test.a}, serverB: {test.b}}}
			_, err := f.resolver(both...).LookupHost(t.Context(), test.host, IPv4)
			if err == nil || err.Error() != test.want {
				t.Errorf("%s: got %v, want %s", test.name, err, test.want)
			}
		})
	}
}

func TestOneFlightPerQuestion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fakeDNS{rtt: 15 * ms, zone: www()}
		r := f.resolver()
		hurried, cancel := context.WithTimeout(t.Context(), 5*ms)
		defer cancel()
		var wg sync.WaitGroup
		wg.Go(func() { // the one who asks first leaves first
			if _, err := r.LookupHost(hurried, "www.example", IPv4); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("hurried: got %v", err)
			}
		})
		synctest.Wait()
		for range 10 {
			wg.Go(func() {
				if _, err := r.LookupHost(t.Context(), "WWW.example", IPv4); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if want := []string{"www.example A"}; !slices.Equal(f.asked, want) {
			t.Errorf("asked %v, want %v", f.asked, want)
		}
	})
}

func TestTheLastToLeaveEndsTheQuestion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fakeDNS{manners: map[netip.AddrPort][]manner{serverA: {silent, answers}}, zone: www()}
		r := f.resolver()
		ctx, cancel := context.WithTimeout(t.Context(), 5*ms)
		defer cancel()
		if _, err := r.LookupHost(ctx, "www.example", IPv4); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		if f.busy != 0 {
			t.Errorf("%d messages are still under way", f.busy)
		}
		if _, err := r.LookupHost(t.Context(), "www.example", IPv4); err != nil {
			t.Errorf("asking again: %v", err)
		}
	})
}

func TestAnswersAreKeptAsLongAsTheyHold(t *testing.T) {
	for _, test := range []struct {
		name, host string
		ttl        time.Duration
	}{
		{"found: the TTL of the record", "www.example", 60 * time.Second},
		{"by an alias: the shortest TTL of the chain", "alias.example", 20 * time.Second},
		{"not found: the minimum of the SOA", "nowhere.example", 60 * time.Second},
		{"refused: a while", "broken.example", refusalTTL},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				zone := www()
				zone["broken.example A"] = []string{"SERVFAIL"}
				zone["alias.example A"] = []string{"alias.example. 20 IN CNAME www.example.", "www.example. 60 IN A 81.9.0.1"}
				f := &fakeDNS{zone: zone}
				r := f.resolver()
				ask := func() { r.LookupHost(t.Context(), test.host, IPv4) }
				ask()
				time.Sleep(test.ttl - 1)
				ask()
				if len(f.asked) != 1 {
					t.Errorf("asked %d times while the answer held", len(f.asked))
				}
				time.Sleep(time.Nanosecond)
				ask()
				if len(f.asked) != 2 {
					t.Errorf("asked %d times in all, want 2", len(f.asked))
				}
			})
		})
	}
}

func TestCacheIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c cache
		for i := range cacheSize {
			c.store(dns.Question{Name: fmt.Sprint(i)}, answer{ttl: time.Minute})
		}
		if len(c.entries) != cacheSize {
			t.Errorf("holds %d answers, want %d", len(c.entries), cacheSize)
		}
		c.store(dns.Question{Name: "one more"}, answer{ttl: time.Minute})
		if want := cacheSize*3/4 + 1; len(c.entries) != want {
			t.Errorf("holds %d answers after it was full, want %d", len(c.entries), want)
		}
		for i := range cacheSize/4 - 1 {
			c.store(dns.Question{Name: fmt.Sprint("again", i)}, answer{ttl: time.Minute})
		}
		time.Sleep(time.Minute)
		c.store(dns.Question{Name: "last"}, answer{ttl: time.Minute})
		if len(c.entries) != 1 {
			t.Errorf("holds %d answers when all but one have expired", len(c.entries))
		}
	})
}

func TestQuestionsUnderWayAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fakeDNS{rtt: 15 * ms}
		r, start := f.resolver(), time.Now()
		var wg sync.WaitGroup
		for i := range 2*maxQuestions + 1 {
			wg.Go(func() { r.LookupHost(t.Context(), fmt.Sprintf("h%d.example", i), IPv4) })
		}
		wg.Wait()
		if f.busiest != maxQuestions {
			t.Errorf("%d questions were under way at once, want %d", f.busiest, maxQuestions)
		}
		if took := time.Since(start); took != 45*ms {
			t.Errorf("took %v, want 45ms", took)
		}
	})
}

func TestFollow(t *testing.T) {
	q := dns.Question{Name: "1.0.9.81.in-addr.arpa.", Qtype: dns.TypePTR, Qclass: dns.ClassINET}
	loop := []string{"1.0.9.81.in-addr.arpa. 60 IN CNAME b.example.", "b.example. 60 IN CNAME 1.0.9.81.in-addr.arpa."}
	for _, test := range []struct {
		name    string
		records []string
		want    string
	}{
		{"the record", []string{"1.0.9.81.IN-ADDR.ARPA. 60 IN PTR a.example."}, "a.example."},
		{"a classless delegation (RFC 2317), in any order", []string{"1.0/25.0.9.81.in-addr.arpa. 60 IN PTR a.example.", "1.0.9.81.in-addr.arpa. 60 IN CNAME 1.0/25.0.9.81.in-addr.arpa."}, "a.example."},
		{"a record of another name is not ours", []string{"2.0.9.81.in-addr.arpa. 60 IN PTR evil.example."}, ""},
		{"a loop of aliases ends", loop, ""},
	} {
		var rrs []dns.RR
		for _, text := range test.records {
			rrs = append(rrs, rr(text))
		}
		got := ""
		if records, _ := follow(rrs, q); len(records) == 1 {
			got = records[0].(*dns.PTR).Ptr
		}
		if got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}
