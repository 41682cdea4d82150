package enrich

import (
	"context"

	"github.com/miekg/dns"
)

// A flight is a question under way, and all who wait for its answer. Unlike
// that of x/sync/singleflight it ends when the last of them has left, and they
// leave when their own contexts end: a caller's deadline cuts no other caller
// short, and no goroutine outlives the calls that wait for it.
type flight struct {
	cancel context.CancelFunc
	riders int           // guarded by Resolver.mu
	done   chan struct{} // closed when answer is set
	answer answer
}

// ask returns the answer to a question: from the cache, from the flight that
// carries the question already, or from one of its own.
func (r *Resolver) ask(ctx context.Context, name string, qtype uint16) answer {
	if len(r.Servers) == 0 {
		return answer{err: ErrNoServers}
	}
	r.open()
	q := dns.Question{Name: dns.CanonicalName(name), Qtype: qtype, Qclass: dns.ClassINET}
	a, f := r.board(ctx, q)
	if f == nil {
		return a
	}
	select {
	case <-f.done:
		return f.answer
	case <-ctx.Done():
		r.leave(q, f)
		return answer{err: context.Cause(ctx)}
	}
}

// board returns the answer that the cache has, or else a flight that the
// caller rides.
func (r *Resolver) board(ctx context.Context, q dns.Question) (answer, *flight) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if a, ok := r.cache.find(q); ok {
		return a, nil
	}
	f := r.flights[q]
	if f == nil {
		f = r.launch(context.WithoutCancel(ctx), q)
	}
	f.riders++
	return answer{}, f
}

// launch starts a flight. The caller holds r.mu.
func (r *Resolver) launch(ctx context.Context, q dns.Question) *flight {
	ctx, cancel := context.WithCancel(ctx)
	f := &flight{cancel: cancel, done: make(chan struct{})}
	r.flights[q] = f
	go func() {
		defer close(f.done)
		defer cancel()
		f.answer = r.query(ctx, q)
		r.land(q, f)
	}()
	return f
}

// land ends a flight whose answer is known.
func (r *Resolver) land(q dns.Question, f *flight) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.flights[q] != f {
		return // all had left, and the answer is none
	}
	delete(r.flights, q)
	r.cache.store(q, f.answer)
}

// leave takes one rider off a flight and, with the last one, ends it.
func (r *Resolver) leave(q dns.Question, f *flight) {
	r.mu.Lock()
	f.riders--
	last := f.riders == 0
	if last && r.flights[q] == f {
		delete(r.flights, q)
	}
	r.mu.Unlock()
	if last {
		f.cancel()
		<-f.done
	}
}
