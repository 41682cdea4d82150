package enrich

import (
	"context"
	"net/netip"
	"sync"
	"time"

	"github.com/miekg/dns"
)

const (
	// defaultTimeout is how long one question may wait for its answer.
	defaultTimeout = 2 * time.Second
	// resendAfter is how long a server has before the question is sent again,
	// to the next one. It is above nearly all times that a name server needs
	// with a cold cache, and a lost datagram costs no more than it.
	resendAfter = 350 * time.Millisecond
	// maxQuestions is how many questions may be under way at once. The common
	// forwarder, dnsmasq, takes 150.
	maxQuestions = 64
)

// A Resolver asks name servers. Its fields must not be changed once it is in
// use; its methods may be called by any number of goroutines. The zero value
// knows no server and answers from nothing.
type Resolver struct {
	Servers []netip.AddrPort // asked in this order
	Search  []string         // domains to try a target's name in
	Ndots   int              // a name with this many dots is tried as it stands first; zero: 1
	Hosts   *Hosts           // asked before any server; nil: none
	Timeout time.Duration    // for the answer to one question; zero: 2 s

	// Exchange asks one server one question, once, and returns what it
	// answers. It blocks until the answer comes or ctx ends. Nil: over UDP,
	// and over TCP where the answer is truncated.
	Exchange func(ctx context.Context, m *dns.Msg, server netip.AddrPort) (*dns.Msg, error)

	start sync.Once
	slots chan struct{} // holds one value for each question under way

	mu      sync.Mutex // guards what follows
	cache   cache
	flights map[dns.Question]*flight
	silent  time.Time // when the first question was sent that no answer to any question has followed; zero: none
}

// open makes what the zero value lacks.
func (r *Resolver) open() {
	r.start.Do(func() {
		r.slots = make(chan struct{}, maxQuestions)
		r.flights = make(map[dns.Question]*flight)
	})
}

// timeout returns how long one question may wait for its answer.
func (r *Resolver) timeout() time.Duration {
	if r.Timeout > 0 {
		return r.Timeout
	}
	return defaultTimeout
}

// asked notes that a question has been sent.
func (r *Resolver) asked() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.silent.IsZero() {
		r.silent = time.Now()
	}
}

// heard notes that a server has given a sign of life.
func (r *Resolver) heard() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.silent = time.Time{}
}

// silentSince returns the time since which no server has answered anything
// although it was asked; zero: the servers are not silent.
func (r *Resolver) silentSince() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.silent
}
