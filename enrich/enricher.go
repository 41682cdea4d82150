package enrich

import (
	"context"
	"net/netip"
	"time"
)

// DefaultSTUNServers are asked for the public address where no others are
// given.
var DefaultSTUNServers = []string{
	"stun.l.google.com:19302",
	"stun1.l.google.com:19302",
	"stun.cloudflare.com:3478",
}

// An Enricher says what to find out about the addresses of a trace, and how.
// It may serve any number of traces at once. Its fields must not be changed
// once it is in use.
type Enricher struct {
	Resolver *Resolver // nil: one that knows no server

	// AskSTUN asks one STUN server for the address that it sees this machine
	// under. It blocks until the answer comes or ctx ends. Nil: over UDP.
	AskSTUN     func(ctx context.Context, server netip.AddrPort) (netip.Addr, error)
	STUNServers []string // host:port, all asked at once; nil: DefaultSTUNServers

	PublicAddr   netip.Addr // told by the user, so no STUN; zero: ask
	NoPublicAddr bool       // send no STUN; PublicAddr is not used either
	NoNames      bool       // send no question for the name of an address
	NoOrigins    bool       // send no question to Team Cymru, and no STUN

	// Timeout is how long the questions about one address may take from the
	// moment it is added, all together; zero: 2 s. Where no name server has
	// answered anything for 1.2 s, all questions are given up.
	Timeout time.Duration
}

// Start asks for the origin and the name of target and for the public address
// of this machine, and returns a Run that takes more addresses. Nothing is
// asked about the public address where the target is not public. The caller
// must call Wait. When ctx ends, so do all questions.
func (e *Enricher) Start(ctx context.Context, target netip.Addr) *Run {
	ctx, cancel := context.WithCancel(ctx)
	r := &Run{
		enricher: e,
		target:   target,
		cancel:   cancel,
		infos:    make(map[netip.Addr]Info),
		idle:     make(chan struct{}),
	}
	r.begin = func(work func(context.Context)) {
		r.work.Go(func() {
			defer r.end()
			ctx, cancel := context.WithTimeout(ctx, e.timeout())
			defer cancel()
			work(ctx)
		})
	}
	r.work.Go(func() { r.watch(ctx) })
	r.Add(target)
	if e.wantsISP(target) {
		r.launch(func(ctx context.Context) { r.findISP(ctx) })
	}
	return r
}

// wantsISP reports whether to find out who connects this machine to the
// Internet.
func (e *Enricher) wantsISP(target netip.Addr) bool {
	_, public := announced(target)
	told := e.PublicAddr.IsValid()
	return public && !e.NoPublicAddr && (told || !e.NoOrigins)
}

// resolver returns the Resolver to ask.
func (e *Enricher) resolver() *Resolver {
	if e.Resolver == nil {
		return &Resolver{}
	}
	return e.Resolver
}

// timeout returns how long the questions about one address may take.
func (e *Enricher) timeout() time.Duration {
	if e.Timeout > 0 {
		return e.Timeout
	}
	return defaultTimeout
}
