package simnet

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"

	"github.com/miekg/dns"
)

// Times to live of DNS records, in seconds.
const (
	recordTTL = 300
	noneTTL   = 60 // of the statement that there is no such record (RFC 2308)
)

// Answer returns what the World's name server answers to q. It is about the
// records alone: the server's manners and what a datagram holds are the
// caller's.
func (n *Network) Answer(q *dns.Msg) *dns.Msg {
	reply := new(dns.Msg)
	switch {
	case q.Opcode != dns.OpcodeQuery:
		return reply.SetRcode(q, dns.RcodeNotImplemented)
	case len(q.Question) != 1:
		return reply.SetRcode(q, dns.RcodeFormatError)
	case q.Question[0].Qclass != dns.ClassINET:
		return reply.SetRcode(q, dns.RcodeRefused)
	}
	f := n.world.find(q.Question[0].Name)
	reply.SetRcode(q, f.rcode())
	reply.RecursionAvailable = true
	for _, rr := range f.held() {
		if rr.Header().Rrtype == q.Question[0].Qtype {
			reply.Answer = append(reply.Answer, rr)
		}
	}
	if len(reply.Answer) == 0 && reply.Rcode != dns.RcodeServerFailure {
		reply.Ns = []dns.RR{authority()}
	}
	if opt := q.IsEdns0(); opt != nil {
		reply.SetEdns0(dns.DefaultMsgSize, false)
	}
	return reply
}

// authority returns the record that tells how long an answer without records
// holds (RFC 2308).
func authority() dns.RR {
	return &dns.SOA{
		Hdr: dns.RR_Header{Name: ".", Rrtype: dns.TypeSOA, Class: dns.ClassINET, Ttl: noneTTL},
		Ns:  "ns.example.", Mbox: "hostmaster.example.", Serial: 1,
		Refresh: 1800, Retry: 900, Expire: 604800, Minttl: noneTTL,
	}
}

// Exchange asks the World's name server m, whatever its address is: it blocks
// for as long as the server takes, or until ctx ends where no answer comes.
func (n *Network) Exchange(ctx context.Context, m *dns.Msg, server netip.AddrPort) (*dns.Msg, error) {
	d := &n.world.DNS
	if n.ask(m) || d.Dead {
		<-ctx.Done()
		return nil, fmt.Errorf("asking %s: %w", server, ctx.Err())
	}
	if err := sleep(ctx, d.RTT); err != nil {
		return nil, fmt.Errorf("asking %s: %w", server, err)
	}
	return overWire(n.Answer(m))
}

// ask notes a question and reports whether it, or its answer, gets lost.
func (n *Network) ask(m *dns.Msg) (lost bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.questions = append(n.questions, m.Question...)
	loss := n.world.DNS.Loss
	return loss > 0 && n.rand.Float64() < loss
}

// Questions returns what Exchange was asked, in that order.
func (n *Network) Questions() []dns.Question {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.questions)
}

// overWire returns m as one who receives it reads it.
func overWire(m *dns.Msg) (*dns.Msg, error) {
	b, err := m.Pack()
	received := new(dns.Msg)
	if err == nil {
		err = received.Unpack(b)
	}
	if err != nil {
		return nil, errors.Join(errors.New("the world's records fit no DNS message"), err)
	}
	return received, nil
}
