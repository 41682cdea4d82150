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
	// moment it is added, all together; zero: 2 s.
	Timeout time.Duration
}

// Start asks for the origin and the name of target and for the public address
// of this machine, and returns a Run that takes more addresses. The caller
// must call Wait. When ctx ends, so do all questions.
func (e *Enricher) Start(ctx context.Context, target netip.Addr) *Run { return &Run{} }
