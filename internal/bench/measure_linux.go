package main

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"ftr/internal/lab"
	"ftr/internal/simnet"
	"ftr/socket"
)

// patience is the longest that a tool may take.
const patience = 2 * time.Minute

// measure runs a tool once, in a machine made for it: no run finds limiters
// that another has emptied. The seed decides what is lost.
func measure(ctx context.Context, w *simnet.World, t tool, seed uint64) (sample, error) {
	l, err := lab.Open(w, lab.Options{Ping: t.ping, Seed: seed})
	if err != nil {
		return sample{}, err
	}
	defer l.Close()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()

	maxTTL := max(30, len(w.Hops)+10)
	args := append([]string{t.path}, t.args(w.Dest.Addr, maxTTL)...)
	r, err := l.Run(ctx, lab.Command{Args: args, Nobody: t.nobody})
	if err != nil && ctx.Err() == nil {
		return sample{}, err
	}
	seen := l.Seen()
	s := sample{wall: r.Wall, probes: len(seen.Probes)}
	rows, err := t.parse(r.Stdout)
	if err != nil {
		s.err = fmt.Errorf("status %d: %w", r.Status, err)
		return s, nil
	}
	s.score = judge(w.Truth(cmp.Or(t.proto, socket.ICMP)), rows, networkRTTs(seen))
	return s, nil
}

// networkRTTs returns what the network took to answer, by TTL.
func networkRTTs(seen lab.Seen) map[int][]time.Duration {
	rtts := make(map[int][]time.Duration)
	for _, p := range seen.Probes {
		if rtt, ok := p.RTT(); ok {
			rtts[p.TTL] = append(rtts[p.TTL], rtt)
		}
	}
	return rtts
}
