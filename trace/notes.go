package trace

import "slices"

// notes returns what is odd about each TTL from the first to the last one that
// the verdict counts. What does not belong to one TTL alone is named where it
// begins; what only a quote or a reply's own TTL can show is not named where the
// system hides that.
func (t *table) notes(v verdict) [][]Note {
	all := make([][]Note, v.hi-t.first+1)
	add := func(n Note, ttls ...int) {
		for _, ttl := range ttls {
			all[ttl-t.first] = append(all[ttl-t.first], n)
		}
	}
	for ttl := t.first; ttl <= v.hi; ttl++ {
		all[ttl-t.first] = t.rowNotes(ttl)
		if t.zeroTTL(ttl, v.hi) {
			add(NoteZeroTTL, ttl)
		}
	}
	add(NoteNAT, t.natBegins(v.hi)...)
	add(NoteTOS, t.tosChanges(v.hi)...)
	add(NoteReturnPath, t.detours(v.hi)...)
	if t.intercepted(v) {
		add(NoteIntercepted, v.end)
	}
	for _, notes := range all {
		slices.Sort(notes)
	}
	return all
}

// rowNotes returns what the probes of one TTL show by themselves.
func (t *table) rowNotes(ttl int) []Note {
	var notes []Note
	row := t.row(ttl)
	note := func(n Note, shown bool) {
		if shown {
			notes = append(notes, n)
		}
	}
	note(NoteDuplicates, slices.ContainsFunc(row, func(p Probe) bool { return p.Duplicates > 0 }))
	note(NoteFlowVaried, slices.ContainsFunc(row, func(p Probe) bool { return p.Flow != 0 && p.Answered() }))
	note(NoteUnstamped, slices.ContainsFunc(row, func(p Probe) bool { return p.timed() && p.Reply.Unstamped }))
	note(NotePerPacket, !t.varies && perPacket(row))
	note(NoteRateLimited, rateLimited(row))
	return notes
}

// perPacket reports whether one flow met several routers.
func perPacket(row []Probe) bool {
	for i, p := range row {
		if p.Answered() && slices.ContainsFunc(row[:i], func(q Probe) bool {
			return q.Answered() && q.Flow == p.Flow && q.Reply.From != p.Reply.From
		}) {
			return true
		}
	}
	return false
}

// linuxBurst is how many ICMP errors Linux sends to one peer before it limits
// them (XRLIM_BURST_FACTOR of inet_peer_xrlim_allow).
const linuxBurst = 6

// rateLimited reports whether the first probes of a row were answered, and those
// after them, at least two, were not. Where the burst was as long as Linux
// allows and many probes came after it, one answer in three may have been earned
// again meanwhile.
func rateLimited(row []Probe) bool {
	row = slices.DeleteFunc(slices.Clone(row), func(p Probe) bool { return !p.Answered() && !p.lost() })
	burst := slices.IndexFunc(row, func(p Probe) bool { return !p.Answered() })
	if burst < 1 || len(row)-burst < 2 {
		return false
	}
	rest, answered := row[burst:], 0
	for _, p := range rest {
		if p.Answered() {
			answered++
		}
	}
	return answered == 0 || burst >= linuxBurst && len(rest) >= linuxBurst && 3*answered <= len(rest)
}

// zeroTTL reports whether a TTL and the one behind it show the same router
// because the one before forwarded the probe although its TTL had run out. Where
// the quote is known, it must show that; else nothing may speak against it:
// probes of several flows, or answers from two distances.
func (t *table) zeroTTL(ttl, end int) bool {
	a := t.addr(ttl)
	if ttl == end || !a.IsValid() || a != t.addr(ttl+1) || a == t.target || !t.expired(ttl+1) {
		return false
	}
	row, next := t.row(ttl), t.row(ttl+1)
	if q, ok := quoted(row); ok {
		return q.TTL == 0
	}
	return !t.varies && !varied(row) && !varied(next) && replyTTL(row) == replyTTL(next)
}
