package trace

import "net/netip"

// passed returns the length of the longest probe that got to the end, base at
// the least, and whether any did.
func (ps longProbes) passed(base int) (size int, ok bool) {
	size = base
	for _, p := range ps {
		if p.ttl == ps.end() && p.passed() && p.size >= base {
			size, ok = max(size, p.size), true
		}
	}
	return size, ok
}

// claimed returns the least MTU that a router says a link has, most if none says
// less. What says that even a probe of lo bytes would be too long is disproved,
// since one got to the end.
func (ps longProbes) claimed(most, lo int) int {
	for _, p := range ps {
		if m := p.claim(); m >= lo && m > 0 {
			most = min(most, m)
		}
	}
	return most
}

// refusal returns the first probe of the size to the end that was said to be too
// long, if there is one.
func (ps longProbes) refusal(size int) (longProbe, bool) {
	for _, p := range ps {
		if p.ttl == ps.end() && p.size == size && p.refused() {
			return p, true
		}
	}
	return longProbe{}, false
}

// losses returns how many probes of the size got lost on the way to the end: no
// reply came, though one did to a shorter probe that followed in the same round.
// Silence alone proves nothing, as hosts and routers limit what they say, and may
// have had something to say again by the next round. The probes of a round get
// shorter and shorter.
func (ps longProbes) losses(size int) int {
	n, overtaken, after := 0, false, 0
	for i := len(ps) - 1; i >= 0; i-- {
		p := ps[i]
		if p.ttl != ps.end() {
			continue
		}
		overtaken = overtaken && p.size > after
		after = p.size
		if p.size == size && p.open() && overtaken {
			n++
		}
		overtaken = overtaken || p.passed()
	}
	return n
}

// stopped reports whether a probe of the size did not get to the end, and
// whether that is beyond doubt: somebody said so, or two of them got lost.
func (ps longProbes) stopped(size int) (once, proven bool) {
	if _, refused := ps.refusal(size); refused {
		return true, true
	}
	n := ps.losses(size)
	return n > 0, n > 1
}

// shortestStopped returns the length of the shortest probe longer than lo that
// did not get to the end; zero if there was none.
func (ps longProbes) shortestStopped(lo int) int {
	size := 0
	for _, p := range ps {
		if p.ttl != ps.end() || p.size <= lo || size > 0 && p.size >= size {
			continue
		}
		if once, _ := ps.stopped(p.size); once {
			size = p.size
		}
	}
	return size
}

// swallowed reports whether probes longer than lo vanish on the way to the end
// without a word: two got lost, of whatever lengths that nobody refused.
func (ps longProbes) swallowed(lo int) bool {
	lost, counted := 0, map[int]bool{}
	for _, p := range ps {
		if p.ttl != ps.end() || p.size <= lo || counted[p.size] {
			continue
		}
		counted[p.size] = true
		if _, refused := ps.refusal(p.size); !refused {
			lost += ps.losses(p.size)
		}
	}
	return lost > 1
}

// deepestPassed returns the greatest TTL before the end at which a probe longer
// than lo was answered; zero if none.
func (ps longProbes) deepestPassed(lo int) int {
	ttl := 0
	for _, p := range ps {
		if p.ttl < ps.end() && p.size > lo && p.passed() {
			ttl = max(ttl, p.ttl)
		}
	}
	return ttl
}

// narrowed returns the TTL of a router that said that some probes are too long, by
// their TTLs: the first that it refused got one further than the router, if one
// before that it did not, which a probe tells that was answered otherwise, or is
// at a TTL that never answers. Zero: they do not tell.
func (t *table) narrowed(ps longProbes, from netip.Addr) int {
	first, size := 0, 0
	for _, p := range ps {
		if p.refused() && p.reply.From == from && (first == 0 || p.ttl < first) {
			first, size = p.ttl, p.size
		}
	}
	for _, p := range ps {
		if first > 0 && p.ttl == first-1 && p.size >= size && (p.passed() || p.open() && t.answers(p.ttl) == 0) {
			return p.ttl
		}
	}
	return 0
}
