package simnet

import (
	"context"
	"fmt"
	"net/netip"
	"time"
)

// STUN asks the World's STUN server, whatever its address is, under which
// address it sees the source. It blocks for as long as the server takes, or
// until ctx ends where no answer comes.
func (n *Network) STUN(ctx context.Context, server netip.AddrPort) (netip.Addr, error) {
	n.request()
	s := &n.world.STUN
	if s.Dead || !s.Public.IsValid() {
		<-ctx.Done()
		return netip.Addr{}, fmt.Errorf("asking %s: %w", server, ctx.Err())
	}
	if err := sleep(ctx, s.RTT); err != nil {
		return netip.Addr{}, fmt.Errorf("asking %s: %w", server, err)
	}
	return s.Public, nil
}

// request notes a request to a STUN server.
func (n *Network) request() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.requests++
}

// Requests returns how often STUN was called.
func (n *Network) Requests() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.requests
}

// sleep waits for d, or returns the error of ctx where that ends before.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
