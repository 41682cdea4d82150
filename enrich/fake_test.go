package enrich

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/miekg/dns"
)

var (
	serverA = netip.MustParseAddrPort("192.168.1.1:53")
	serverB = netip.MustParseAddrPort("192.168.1.2:53")
)

// A fakeDNS is one or several name servers that know one zone.
type fakeDNS struct {
	rtt     time.Duration
	zone    map[string][]string         // records in the text of master files, by "NAME TYPE"; SERVFAIL as the one record: that
	manners map[netip.AddrPort][]manner // what a server does to the first, second, … message; the last one goes on

	mu       sync.Mutex // guards what follows
	asked    []string   // "NAME TYPE" of each message, in order
	at       []time.Time
	servers  []netip.AddrPort
	messages map[netip.AddrPort]int
	busy     int // messages under way
	busiest  int
}

// A manner is what a server does to a message: its rcode or one of these words.
type manner string

const (
	answers  manner = ""
	silent   manner = "silent"
	closed   manner = "closed"   // its port is
	confused manner = "confused" // answers another question
	noEDNS   manner = "noEDNS"   // FORMERR to EDNS
	slow     manner = "slow"     // answers after 400 ms
	lame     manner = "lame"     // points to other servers
)

var errClosed = errors.New("connection refused")

func (f *fakeDNS) Exchange(ctx context.Context, m *dns.Msg, server netip.AddrPort) (*dns.Msg, error) {
	do := f.arrive(m, server)
	defer f.leave()
	wait := f.rtt
	if do == slow {
		wait = 400 * time.Millisecond
	}
	if do == silent {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	select {
	case <-time.After(wait):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if do == closed {
		return nil, errClosed
	}
	return f.answer(m, do), nil
}

// arrive writes down a message and says what the server does to it.
func (f *fakeDNS) arrive(m *dns.Msg, server netip.AddrPort) manner {
	f.mu.Lock()
	defer f.mu.Unlock()
	q := m.Question[0]
	f.asked = append(f.asked, strings.TrimSuffix(q.Name, ".")+" "+dns.TypeToString[q.Qtype])
	f.at = append(f.at, time.Now())
	f.servers = append(f.servers, server)
	f.busy++
	f.busiest = max(f.busiest, f.busy)
	if f.messages == nil {
		f.messages = map[netip.AddrPort]int{}
	}
	n := f.messages[server]
	f.messages[server]++
	if manners := f.manners[server]; len(manners) > 0 {
		return manners[min(n, len(manners)-1)]
	}
	return answers
}

func (f *fakeDNS) leave() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.busy--
}

// answer returns what a server says.
func (f *fakeDNS) answer(m *dns.Msg, do manner) *dns.Msg {
	in := new(dns.Msg).SetReply(m)
	q := m.Question[0]
	if code, ok := dns.StringToRcode[string(do)]; ok {
		in.Rcode = code
		return in
	}
	switch do {
	case confused:
		in.Question[0].Name = "other.example."
	case noEDNS:
		if m.IsEdns0() != nil {
			in.Rcode = dns.RcodeFormatError
			return in
		}
	case lame:
		in.Ns = append(in.Ns, rr(". 3600 IN NS ns.example."))
		return in
	}
	f.fill(in, strings.TrimSuffix(q.Name, "."), q)
	return in
}

// fill puts what the zone knows into an answer.
func (f *fakeDNS) fill(in *dns.Msg, name string, q dns.Question) {
	records, ok := f.zone[name+" "+dns.TypeToString[q.Qtype]]
	switch {
	case ok && records[0] == "SERVFAIL":
		in.Rcode = dns.RcodeServerFailure
	case ok:
		for _, text := range records {
			in.Answer = append(in.Answer, rr(text))
		}
	default:
		in.Ns = append(in.Ns, rr("example. 300 IN SOA ns.example. root.example. 1 2 3 4 60"))
		if !f.exists(name) {
			in.Rcode = dns.RcodeNameError
		}
	}
}

// exists reports whether the zone has a record of any type for a name.
func (f *fakeDNS) exists(name string) bool {
	for key := range f.zone {
		if strings.HasPrefix(key, name+" ") {
			return true
		}
	}
	return false
}

// questions returns what was asked, sorted.
func (f *fakeDNS) questions() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Sorted(slices.Values(f.asked))
}

// rr reads a record in the text of master files.
func rr(text string) dns.RR {
	r, err := dns.NewRR(text)
	if err != nil {
		panic(err)
	}
	return r
}

// resolver returns a Resolver that asks the fake servers A and, if several, B.
func (f *fakeDNS) resolver(servers ...netip.AddrPort) *Resolver {
	if len(servers) == 0 {
		servers = []netip.AddrPort{serverA}
	}
	return &Resolver{Servers: servers, Exchange: f.Exchange}
}

// onlyIPv4 lets a name server be silent to questions for IPv6 addresses.
func onlyIPv4(exchange func(context.Context, *dns.Msg, netip.AddrPort) (*dns.Msg, error)) func(context.Context, *dns.Msg, netip.AddrPort) (*dns.Msg, error) {
	return func(ctx context.Context, m *dns.Msg, server netip.AddrPort) (*dns.Msg, error) {
		if m.Question[0].Qtype == dns.TypeAAAA {
			<-ctx.Done()
			return nil, ctx.Err()
		}
		return exchange(ctx, m, server)
	}
}
