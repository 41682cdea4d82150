package simnet

import (
	"context"
	"errors"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"
)

const zone = `
source 192.168.1.50
dest 142.251.46.174
dns rtt=15ms
stun rtt=3ms public=81.2.69.160
host www.dest.example 142.251.46.174
host www.dest.example 2a00:1450::5
ptr 81.2.64.9 ae9.core2.isp.example
ptr 81.2.64.10 SERVFAIL
ptr 81.2.64.11 "evil\x1b[31m.a b.example"
ptr 2a00:1450::5 six.dest.example
origin 81.2.64.0/20 64500,64501 GB ripencc
origin 81.2.0.0/16 64502 GB ripencc
origin 81.3.0.0/16 SERVFAIL
origin 2a00:1450::/32 64520 US arin
as 64500 ISPNET Example ISP, GB
as 64520 "evil \x1b[31m \"quoted\" \\, GB"
as 64521 SERVFAIL
`

// asked returns the rcode and the records of an answer, each as its data in
// zone file format.
func asked(t *testing.T, n *Network, name string, qtype uint16) (string, []string) {
	t.Helper()
	q := new(dns.Msg).SetQuestion(name, qtype)
	reply, err := overWire(n.Answer(q))
	if err != nil {
		t.Fatal(err)
	}
	if reply.Id != q.Id || !reply.Response || !reflect.DeepEqual(reply.Question, q.Question) {
		t.Errorf("%s: the reply does not fit the question: %v", name, reply)
	}
	data := []string{}
	for _, rr := range reply.Answer {
		if rr.Header().Name != name || rr.Header().Ttl != recordTTL {
			t.Errorf("%s: record %v", name, rr)
		}
		data = append(data, strings.TrimPrefix(rr.String(), rr.Header().String()))
	}
	return dns.RcodeToString[reply.Rcode], data
}

func TestAnswer(t *testing.T) {
	n := mustParse(t, zone).Start()
	for _, tt := range []struct {
		name  string
		qtype uint16
		rcode string
		want  []string
	}{
		{"www.dest.example.", dns.TypeA, "NOERROR", []string{"142.251.46.174"}},
		{"WWW.dest.Example.", dns.TypeAAAA, "NOERROR", []string{"2a00:1450::5"}},
		{"www.dest.example.", dns.TypeTXT, "NOERROR", []string{}},
		{"dest.example.", dns.TypeA, "NXDOMAIN", []string{}},
		{"stun.l.google.com.", dns.TypeA, "NOERROR", []string{"127.0.0.2"}},
		{"stun1.l.google.com.", dns.TypeA, "NOERROR", []string{"127.0.0.2"}},
		{"stun.cloudflare.com.", dns.TypeAAAA, "NOERROR", []string{"::1"}},
		{"9.64.2.81.in-addr.arpa.", dns.TypePTR, "NOERROR", []string{"ae9.core2.isp.example."}},
		{"10.64.2.81.in-addr.arpa.", dns.TypePTR, "SERVFAIL", []string{}},
		{"11.64.2.81.in-addr.arpa.", dns.TypePTR, "NOERROR", []string{`evil\027[31m.a\ b.example.`}},
		{"12.64.2.81.in-addr.arpa.", dns.TypePTR, "NXDOMAIN", []string{}},
		{"1.12.64.2.81.in-addr.arpa.", dns.TypePTR, "NXDOMAIN", []string{}},
		{"x.64.2.81.in-addr.arpa.", dns.TypePTR, "NXDOMAIN", []string{}},
		{"5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.5.4.1.0.0.a.2.ip6.arpa.", dns.TypePTR, "NOERROR", []string{"six.dest.example."}},
		{"9.64.2.81.origin.asn.cymru.com.", dns.TypeTXT, "NOERROR", []string{
			`"64500 64501 | 81.2.64.0/20 | GB | ripencc | 2002-01-01"`, `"64502 | 81.2.0.0/16 | GB | ripencc | 2002-01-01"`,
		}},
		{"2.81.origin.asn.cymru.com.", dns.TypeTXT, "NOERROR", []string{`"64502 | 81.2.0.0/16 | GB | ripencc | 2002-01-01"`}},
		{"9.64.3.81.origin.asn.cymru.com.", dns.TypeTXT, "SERVFAIL", []string{}},
		{"9.64.4.81.origin.asn.cymru.com.", dns.TypeTXT, "NXDOMAIN", []string{}},
		{"6.4.1.0.0.a.2.origin6.asn.cymru.com.", dns.TypeTXT, "NXDOMAIN", []string{}},
		{"0.5.4.1.0.0.a.2.origin6.asn.cymru.com.", dns.TypeTXT, "NOERROR", []string{`"64520 | 2a00:1450::/32 | US | arin | 2002-01-01"`}},
		{"AS64500.asn.cymru.com.", dns.TypeTXT, "NOERROR", []string{`"64500 | GB | ripencc | 2002-01-01 | ISPNET Example ISP, GB"`}},
		{"AS64520.asn.cymru.com.", dns.TypeTXT, "NOERROR", []string{`"64520 | US | arin | 2002-01-01 | evil \027[31m \"quoted\" \\, GB"`}},
		{"AS64521.asn.cymru.com.", dns.TypeTXT, "SERVFAIL", []string{}},
		{"AS64522.asn.cymru.com.", dns.TypeTXT, "NXDOMAIN", []string{}},
	} {
		rcode, data := asked(t, n, tt.name, tt.qtype)
		if rcode != tt.rcode || !reflect.DeepEqual(data, tt.want) {
			t.Errorf("%s: got %s %q, want %s %q", tt.name, rcode, data, tt.rcode, tt.want)
		}
	}
}

func TestAnswerRefusesWhatIsNoQuestion(t *testing.T) {
	n := mustParse(t, zone).Start()
	chaos := new(dns.Msg).SetQuestion("version.bind.", dns.TypeTXT)
	chaos.Question[0].Qclass = dns.ClassCHAOS
	for what, tt := range map[string]struct {
		q    *dns.Msg
		want int
	}{
		"a notification": {new(dns.Msg).SetNotify("example."), dns.RcodeNotImplemented},
		"no question":    {new(dns.Msg), dns.RcodeFormatError},
		"another class":  {chaos, dns.RcodeRefused},
	} {
		if got := n.Answer(tt.q).Rcode; got != tt.want {
			t.Errorf("%s: got %s, want %s", what, dns.RcodeToString[got], dns.RcodeToString[tt.want])
		}
	}
}

func TestLongTextIsCutIntoStrings(t *testing.T) {
	text := strings.Repeat("x", 300)
	n := mustParse(t, zone+"as 1 "+text).Start()
	_, data := asked(t, n, "AS1.asn.cymru.com.", dns.TypeTXT)
	want := "1 | ZZ | other | 2002-01-01 | " + text
	if got := strings.ReplaceAll(strings.Trim(data[0], `"`), `" "`, ""); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

var nameServer = netip.MustParseAddrPort("127.0.0.1:53")

func TestExchangeTakesAsLongAsTheServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := mustParse(t, zone).Start()
		q := new(dns.Msg).SetQuestion("www.dest.example.", dns.TypeA)
		begin := time.Now()
		reply, err := n.Exchange(t.Context(), q, nameServer)
		if err != nil || len(reply.Answer) != 1 || time.Since(begin) != 15*time.Millisecond {
			t.Errorf("got %v, %v after %v", reply, err, time.Since(begin))
		}
		if got := n.Questions(); !reflect.DeepEqual(got, q.Question) {
			t.Errorf("questions %v, want %v", got, q.Question)
		}
	})
}

func TestExchangeWaitsForWhatGetsLost(t *testing.T) {
	for _, manners := range []string{"dns dead", "dns loss=1", "dns rtt=2s"} {
		synctest.Test(t, func(t *testing.T) {
			n := mustParse(t, zone+manners).Start()
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			begin := time.Now()
			_, err := n.Exchange(ctx, new(dns.Msg).SetQuestion("www.dest.example.", dns.TypeA), nameServer)
			if !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) != time.Second || len(n.Questions()) != 1 {
				t.Errorf("%s: got %v after %v, %v", manners, err, time.Since(begin), n.Questions())
			}
		})
	}
}

func TestSTUNTellsThePublicAddress(t *testing.T) {
	server := netip.MustParseAddrPort("127.0.0.2:3478")
	for _, tt := range []struct {
		manners string
		want    netip.Addr
		err     error
		after   time.Duration
	}{
		{"", addr("81.2.69.160"), nil, 3 * time.Millisecond},
		{"stun dead", netip.Addr{}, context.DeadlineExceeded, time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			n := mustParse(t, zone+tt.manners).Start()
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			begin := time.Now()
			got, err := n.STUN(ctx, server)
			if got != tt.want || !errors.Is(err, tt.err) || time.Since(begin) != tt.after || n.Requests() != 1 {
				t.Errorf("%q: got %v, %v after %v", tt.manners, got, err, time.Since(begin))
			}
		})
	}
}
