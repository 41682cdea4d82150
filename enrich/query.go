package enrich

import (
	"context"
	"errors"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/miekg/dns"
)

// ednsSize is the largest datagram that passes nearly everywhere in one piece
// (https://www.dnsflagday.net/2020/).
const ednsSize = 1232

// errTimeout ends a query whose time is up.
var errTimeout = errors.New("no name server answered in time")

// query asks the servers a question until one has answered, all have refused,
// or the time is up.
func (r *Resolver) query(ctx context.Context, q dns.Question) answer {
	select {
	case r.slots <- struct{}{}:
		defer func() { <-r.slots }()
	case <-ctx.Done():
		return answer{err: ctx.Err()}
	}
	start, name, t := time.Now(), strings.TrimSuffix(q.Name, "."), newTries(r.Servers)
	ctx, cancel := context.WithTimeoutCause(ctx, r.timeout(), errTimeout)
	defer cancel()
	a, err := r.pursue(ctx, q, t)
	switch {
	case err == nil:
		return a
	case errors.Is(err, errTimeout):
		return answer{err: &NoAnswerError{Name: name, Servers: t.tried(), After: time.Since(start)}}
	case ctx.Err() != nil:
		return answer{err: err}
	}
	return answer{err: &RefusedError{Name: name, Err: err}, ttl: refusalTTL}
}

// pursue makes one try after the other. Each waits on while later ones are
// under way: the answer to any of them will do. The error is what the servers
// said, when all have refused, or the cause of the end of ctx.
func (r *Resolver) pursue(ctx context.Context, q dns.Question, t *tries) (answer, error) {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()

	replies := make(chan reply)
	send := func() {
		if i, ok := t.next(); ok {
			r.asked()
			wg.Go(func() { r.try(ctx, i, q, replies) })
		}
	}
	resend := time.NewTicker(resendAfter)
	defer resend.Stop()
	for send(); ; {
		select {
		case got := <-replies:
			r.heard()
			if got.refused == nil {
				return got.answer, nil
			}
			askNext := t.refuse(got.server, got.refused)
			if err := t.spent(); err != nil {
				return answer{}, err
			}
			if askNext {
				resend.Reset(resendAfter)
				send()
			}
		case <-resend.C:
			send()
		case <-ctx.Done():
			return answer{}, context.Cause(ctx)
		}
	}
}

// A reply is what came of asking one server once.
type reply struct {
	server  int // index in Resolver.Servers
	answer  answer
	refused error // why there is no answer
}

// try asks one server once and hands on what it says. That ctx ended while it
// waited is nothing to hand on.
func (r *Resolver) try(ctx context.Context, i int, q dns.Question, replies chan<- reply) {
	server := r.Servers[i]
	m, err := r.exchange(ctx, q, server)
	got := reply{server: i, refused: err}
	if err == nil {
		got.answer, got.refused = judge(m, q, server)
	}
	if ctx.Err() != nil && err != nil {
		return
	}
	select {
	case replies <- got:
	case <-ctx.Done():
	}
}

// exchange asks one server once, and once more without EDNS where the server
// does not understand that (RFC 6891, section 7).
func (r *Resolver) exchange(ctx context.Context, q dns.Question, server netip.AddrPort) (*dns.Msg, error) {
	do := r.Exchange
	if do == nil {
		do = exchange
	}
	m := message(q)
	m.SetEdns0(ednsSize, false)
	in, err := do(ctx, m, server)
	if err == nil && in != nil && (in.Rcode == dns.RcodeFormatError || in.Rcode == dns.RcodeNotImplemented) {
		return do(ctx, message(q), server)
	}
	return in, err
}

// message returns a query for a question with an id of its own.
func message(q dns.Question) *dns.Msg {
	m := new(dns.Msg)
	m.Id = dns.Id()
	m.RecursionDesired = true
	m.Question = []dns.Question{q}
	return m
}
