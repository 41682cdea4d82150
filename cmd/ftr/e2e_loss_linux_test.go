package main

import (
	"slices"
	"testing"

	"ftr/internal/lab"
	"ftr/internal/simnet"
)

// Where one answer in twenty is lost, differently with each seed, no address
// stands where it does not belong. A hop is missing only where the retry is lost
// as well, in one of 400; where that hop is the destination, it stands one TTL
// further on.
func TestLossesAreMadeUpFor(t *testing.T) {
	const seeds, bearable = 8, 2
	w, err := simnet.Builtin("lossy")
	if err != nil {
		t.Fatal(err)
	}
	for _, by := range methods {
		t.Run(by.name, func(t *testing.T) {
			truth, missed, retried := w.Truth(by.protocol), 0, 0
			last := len(truth.Must)
			for seed := range uint64(seeds) {
				m := newMachine(t, w, by, lab.Options{Seed: seed})
				d := m.trace(append(probesOnly, m.dest())...)
				for _, h := range d.Hops {
					for _, a := range h.addresses() {
						if !slices.Contains(truth.Shows[min(h.TTL, last)], a) {
							t.Errorf("seed %d: hop %d shows %v", seed, h.TTL, a)
						}
					}
					if h.Sent > 1 {
						retried++
					}
				}
				for _, ttl := range truth.Must {
					if !d.hop(ttl).Address.IsValid() {
						missed++
					}
				}
			}
			t.Logf("%d of %d hops tried again, %d missed", retried, seeds*last, missed)
			if missed > bearable || retried == 0 {
				t.Errorf("%d hops missed, want %d at most; %d tried again, want some", missed, bearable, retried)
			}
		})
	}
}
