package trace

import (
	"cmp"
	"maps"
	"slices"

	"ftr/socket"
)

// An mtuFinding is what long probes show.
type mtuFinding struct {
	mtu       int         // as Path.MTU
	links     map[int]int // as Hop.MTU, by TTL
	blackHole int         // TTL of the hop with NoteBlackHole; zero: none
}

// baseSize returns the length in bytes of a probe that needs no proof that it
// gets to the end, since those that found the path are no shorter. It is less
// than Options.MTU, so that there is something to prove.
func (o Options) baseSize() int {
	base := socket.DefaultSize6
	if o.Target.Is4() {
		base = socket.DefaultSize4
	}
	return min(base, cmp.Or(o.Size, base), o.MTU-1)
}

// findMTU judges the long probes of a trace with the given options.
func (t *table) findMTU(ps longProbes, o Options) mtuFinding {
	f := mtuFinding{links: map[int]int{}}
	if len(ps) == 0 {
		return f
	}
	lo, passed := ps.passed(o.baseSize())
	hi := ps.shortestStopped(lo)
	_, proven := ps.stopped(hi)
	exact := hi == lo+1 && proven
	if exact || passed && lo >= ps.claimed(o.MTU, lo) {
		f.mtu = lo
	}
	f.takeClaims(t, ps, lo)
	hole := ps.deepestPassed(lo)
	if ps.swallowed(lo) && f.links[hole] == 0 {
		f.blackHole = hole
	}
	switch p, refused := ps.refusal(hi); {
	case exact && refused:
		f.narrow(t.locate(ps, p), lo)
	case exact:
		f.narrow(f.blackHole, lo)
	}
	f.keepNarrowest(o.MTU)
	return f
}

// takeClaims notes what routers say of the links behind them, unless a probe of
// lo bytes that got to the end disproves it.
func (f *mtuFinding) takeClaims(t *table, ps longProbes, lo int) {
	for _, p := range ps {
		if m := p.claim(); m >= lo {
			f.narrow(t.locate(ps, p), m)
		}
	}
}

// narrow notes that the link behind the router at a TTL carries mtu bytes, both
// zero where they are not known.
func (f *mtuFinding) narrow(ttl, mtu int) {
	if ttl == 0 || mtu == 0 {
		return
	}
	f.links[ttl] = min(mtu, cmp.Or(f.links[ttl], mtu))
}

// keepNarrowest forgets the links that carry as much as one before them, the
// first of which carries most bytes.
func (f *mtuFinding) keepNarrowest(most int) {
	for _, ttl := range slices.Sorted(maps.Keys(f.links)) {
		if f.links[ttl] >= most {
			delete(f.links, ttl)
			continue
		}
		most = f.links[ttl]
	}
}

// mark sets Hop.MTU and NoteBlackHole.
func (f *mtuFinding) mark(hops []Hop) {
	for i := range hops {
		h := &hops[i]
		h.MTU = f.links[h.TTL]
		if h.TTL == f.blackHole {
			h.Notes = append(h.Notes, NoteBlackHole)
			slices.Sort(h.Notes)
		}
	}
}
