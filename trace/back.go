package trace

import "net/netip"

// initialTTLs are what hosts and routers begin the time to live of a reply with:
// 64 as RFC 1700 recommends, 128 on Windows, 255 on most routers, 32 on systems
// of old.
var initialTTLs = [...]int{32, 64, 128, 255}

// Back returns the number of hops of the way back from the hop, as TTL is that
// of the way there; zero: unknown. It is a guess by the time to live of the first
// reply: of the values that replies begin with, it takes that with which the way
// back is most like the way there.
func (h Hop) Back() int { return back(h.TTL, replyTTL(h.Probes)) }

func back(there, replyTTL int) int {
	best := 0
	for _, initial := range initialTTLs {
		b := initial - replyTTL + 1
		if replyTTL > 0 && b > 0 && (best == 0 || distance(b, there) < distance(best, there)) {
			best = b
		}
	}
	return best
}

// replyTTL returns the time to live of the first reply in a row that tells it;
// zero: none does.
func replyTTL(row []Probe) int {
	for _, p := range row {
		if p.Answered() && p.Reply.TTL > 0 {
			return p.Reply.TTL
		}
	}
	return 0
}

// minDetour is the least difference between the way there and the way back that
// means something: many routers count themselves differently on each.
const minDetour = 2

// detours returns the TTLs up to end at which a way back begins that is not as
// long as the way there: it is longer or shorter by more than that of the hop
// before, or than nothing where that is the source. Where the difference grows
// less it is not named again: inside of an MPLS tunnel each hop answers by way of
// the tunnel's end, so that the detour is longest at the first one.
//
// It is the length that is guessed. Two ways of one length are not told apart,
// and a tunnel that hides hops on one way alone looks like a detour.
func (t *table) detours(end int) []int {
	var ttls []int
	before, known := 0, t.first == 1
	for ttl := t.first; ttl <= end; ttl++ {
		d, ok := t.detour(ttl)
		if !ok {
			continue
		}
		if known && departs(before, d) {
			ttls = append(ttls, ttl)
		}
		before, known = d, true
	}
	return ttls
}

// detour returns by how many hops the way back from a TTL is longer than the way
// there, and whether that is known. A router that answered at a lower TTL too is
// not as far away as this one says.
func (t *table) detour(ttl int) (int, bool) {
	b := back(ttl, replyTTL(t.row(ttl)))
	if b == 0 || t.seenBefore(ttl) {
		return 0, false
	}
	there := min(max(b, t.nearest(ttl)), ttl) // the benefit of the doubt
	return b - there, true
}

// nearest returns the least distance at which the one who answered at a TTL can
// be. A router's time exceeded tells it, other answers come for every TTL that
// is large enough: silence before them may be theirs.
func (t *table) nearest(ttl int) int {
	if t.routerBetween(ttl, ttl, func(a netip.Addr) bool { return a != t.target }) {
		return ttl
	}
	return t.deepestBelow(ttl) + 1
}

// seenBefore reports whether the one who answered at a TTL did at a lower one.
func (t *table) seenBefore(ttl int) bool {
	for i := t.first; i < ttl; i++ {
		if t.addr(i) == t.addr(ttl) {
			return true
		}
	}
	return false
}

// departs reports whether a detour is another one than that of the hop before,
// and not what is left of it.
func departs(before, d int) bool {
	rest := before*d > 0 && distance(d, 0) < distance(before, 0)
	return distance(d, 0) >= minDetour && distance(d, before) >= minDetour && !rest
}

func distance(a, b int) int { return max(a-b, b-a) }
