package enrich

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"
)

// closedPort returns a UDP port of loopback at which nobody listens.
func closedPort(t *testing.T) netip.AddrPort {
	t.Helper()
	c, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	return netip.MustParseAddrPort(c.LocalAddr().String())
}

// serve runs a name server on loopback, over UDP and TCP on one port.
func serve(t *testing.T, handle dns.HandlerFunc) netip.AddrPort {
	t.Helper()
	packets, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	streams, err := net.Listen("tcp4", packets.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []*dns.Server{{PacketConn: packets, Handler: handle}, {Listener: streams, Handler: handle}} {
		ready := make(chan struct{})
		s.NotifyStartedFunc = func() { close(ready) }
		go s.ActivateAndServe()
		<-ready
		t.Cleanup(func() { s.Shutdown() })
	}
	return netip.MustParseAddrPort(packets.LocalAddr().String())
}

// txtQuestion is what the tests ask.
var txtQuestion = dns.Question{Name: "www.example.", Qtype: dns.TypeTXT, Qclass: dns.ClassINET}

// txtReply returns a response with one text.
func txtReply(m *dns.Msg, text string) *dns.Msg {
	in := new(dns.Msg).SetReply(m)
	in.Answer = []dns.RR{&dns.TXT{
		Hdr: dns.RR_Header{Name: m.Question[0].Name, Rrtype: dns.TypeTXT, Class: dns.ClassINET, Ttl: 60},
		Txt: []string{text},
	}}
	return in
}

// textIn returns the text of a response's only record.
func textIn(t *testing.T, m *dns.Msg, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	got := texts(m.Answer)
	if len(got) != 1 {
		t.Fatalf("got %d records, want 1", len(got))
	}
	return got[0]
}

func TestExchangeOverUDP(t *testing.T) {
	server := serve(t, func(w dns.ResponseWriter, m *dns.Msg) { w.WriteMsg(txtReply(m, w.RemoteAddr().Network())) })
	in, err := exchange(t.Context(), message(txtQuestion), server)
	if got := textIn(t, in, err); got != "udp" {
		t.Errorf("got %q, want udp", got)
	}
}

func TestExchangeOverTCPWhereTheAnswerIsTruncated(t *testing.T) {
	server := serve(t, func(w dns.ResponseWriter, m *dns.Msg) {
		in := txtReply(m, w.RemoteAddr().Network())
		if w.RemoteAddr().Network() == "udp" {
			in.Truncated, in.Answer = true, nil
		}
		w.WriteMsg(in)
	})
	in, err := exchange(t.Context(), message(txtQuestion), server)
	if got := textIn(t, in, err); got != "tcp" {
		t.Errorf("got %q, want tcp", got)
	}
}

func TestExchangePassesOverWhatIsForged(t *testing.T) {
	server := serve(t, func(w dns.ResponseWriter, m *dns.Msg) {
		otherID := txtReply(m, "forged")
		otherID.Id++
		w.WriteMsg(otherID)
		otherQuestion := txtReply(m, "forged")
		otherQuestion.Question[0].Name = "other.example."
		w.WriteMsg(otherQuestion)
		question := txtReply(m, "forged")
		question.Response = false
		w.WriteMsg(question)
		w.Write([]byte("rubbish"))
		w.Write([]byte("rubbish that is longer than a header"))
		w.WriteMsg(txtReply(m, "true"))
	})
	in, err := exchange(t.Context(), message(txtQuestion), server)
	if got := textIn(t, in, err); got != "true" {
		t.Errorf("got %q, want true", got)
	}
}

func TestExchangeGivesUpOnABrokenServer(t *testing.T) {
	server := serve(t, func(w dns.ResponseWriter, m *dns.Msg) {
		b, _ := txtReply(m, "cut short").Pack()
		w.Write(b[:len(b)-4])
	})
	if in, err := exchange(t.Context(), message(txtQuestion), server); err == nil {
		t.Errorf("got %v", in)
	}
}

func TestExchangeEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	server := serve(t, func(dns.ResponseWriter, *dns.Msg) { cancel() })
	start := time.Now()
	if _, err := exchange(ctx, message(txtQuestion), server); err == nil || time.Since(start) > 10*time.Second {
		t.Errorf("got %v after %v", err, time.Since(start))
	}
}

func TestExchangeAsksWithEDNS(t *testing.T) {
	asked := make(chan *dns.Msg, 1)
	server := serve(t, func(w dns.ResponseWriter, m *dns.Msg) {
		asked <- m
		w.WriteMsg(txtReply(m, strings.Repeat("x", 200)))
	})
	r := &Resolver{Servers: []netip.AddrPort{server}}
	if a := r.ask(t.Context(), "www.example", dns.TypeTXT); a.err != nil {
		t.Fatal(a.err)
	}
	m := <-asked
	if opt := m.IsEdns0(); opt == nil || opt.UDPSize() != 1232 || !m.RecursionDesired {
		t.Errorf("got %v", m)
	}
}
