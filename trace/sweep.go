package trace

// followUp is how many TTLs behind the last one at which a long probe is answered
// get a second one: the first may have been lost by chance.
const followUp = 3

// toFollow returns the probes that look for the hop behind which those of hi
// bytes vanish: one to each hop that answers, and a second one where that
// matters. Those of lo bytes get through; where hi is the next length, the hops
// that matter have not followed unless they were tried with just that, as another
// hop before them may have swallowed longer ones.
func (s *search) toFollow(t *table, lo, hi int) []launch {
	deepest := s.ps.deepestPassed(lo)
	var ls []launch
	for ttl := max(t.first, deepest+1); ttl < s.end; ttl++ {
		n, near := s.ps.longer(ttl, lo), ttl <= deepest+followUp
		if hi == lo+1 && near {
			n = s.ps.tries(ttl, hi)
		}
		if t.answers(ttl) > 0 && (n == 0 || n == 1 && near && hi > lo+1) {
			ls = append(ls, launch{ttl: ttl, size: hi})
		}
	}
	return ls
}

// longer returns the number of probes with a TTL that are longer than lo.
func (ps longProbes) longer(ttl, lo int) int {
	n := 0
	for _, p := range ps {
		if p.ttl == ttl && p.size > lo {
			n++
		}
	}
	return n
}

// unlocated returns a probe to the end that somebody unknown said is too long,
// since the quote is hidden and the address answers at no TTL, and that not enough
// sweeps have followed.
func (s *search) unlocated(t *table) (longProbe, bool) {
	for _, p := range s.ps {
		if p.ttl == s.end && p.refused() && p.reply.From.IsValid() && !s.swept(p.size) && t.locate(s.ps, p) == 0 {
			return p, true
		}
	}
	return longProbe{}, false
}

// swept reports whether probes of a size were sent to all TTLs before the end, and
// once more, as one may have got lost.
func (s *search) swept(size int) bool {
	return s.end <= s.o.FirstTTL || s.ps.tries(s.end-1, size) > 1
}

// sweeping reports whether the last round is one to all TTLs.
func (s *search) sweeping() bool {
	return s.round < len(s.ps) && s.ps[s.round].ttl != s.end
}

// toAll returns a probe of a size to each TTL before the end.
func (s *search) toAll(size int) []launch {
	var ls []launch
	for ttl := s.o.FirstTTL; ttl < s.end; ttl++ {
		ls = append(ls, launch{ttl: ttl, size: size})
	}
	return ls
}
