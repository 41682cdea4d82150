package main

import (
	"slices"
	"testing"

	"ftr/internal/lab"
	"ftr/internal/simnet"
)

// Where one answer in twenty is lost, differently with each seed, the
// destination stands at its TTL and no address where it does not belong. A hop
// is missing only where the retry is lost as well: in one of 400.
func TestLossesAreMadeUpFor(t *testing.T) {
	const seeds, bearable = 15, 3
	for _, name := range []string{"lossy", "lossy6"} {
		for _, by := range methods {
			t.Run(name+"/"+by.name, func(t *testing.T) {
				t.Parallel()
				w, err := simnet.Builtin(name)
				if err != nil {
					t.Fatal(err)
				}
				truth, missed, retried := w.Truth(by.protocol), 0, 0
				for seed := range uint64(seeds) {
					m := newMachine(t, w, by, lab.Options{Seed: seed})
					d := m.trace(append(probesOnly, m.dest())...)
					for _, ttl := range truth.Must {
						h := d.hop(ttl)
						for _, a := range h.addresses() {
							if !slices.Contains(truth.Shows[ttl], a) {
								t.Errorf("seed %d: hop %d shows %v, want %v", seed, ttl, a, truth.Shows[ttl])
							}
						}
						if !h.Address.IsValid() {
							missed++
						}
						if h.Sent > 1 {
							retried++
						}
					}
					if last := len(truth.Must); len(d.Hops) > last {
						t.Errorf("seed %d: %d hops, want %d", seed, len(d.Hops), last)
					}
				}
				t.Logf("%d of %d hops tried again, %d missed", retried, seeds*len(truth.Must), missed)
				if missed > bearable || retried == 0 {
					t.Errorf("%d hops missed, want %d at most; %d tried again, want some", missed, bearable, retried)
				}
			})
		}
	}
}
