package trace

import (
	"slices"
	"sort"
)

// notes returns what is odd about each TTL from the first to end.
func (t *table) notes(end int) [][]Note {
	all := make([][]Note, 0, end-t.first+1)
	nat := false
	for ttl := t.first; ttl <= end; ttl++ {
		row := t.row(ttl)
		notes := rowNotes(row)
		if t.zeroTTL(ttl, end) {
			notes = append(notes, NoteZeroTTL)
		}
		if !nat && slices.ContainsFunc(row, func(p Probe) bool { return p.Reply.Quote.Rewritten }) {
			nat = true // named where it begins
			notes = append(notes, NoteNAT)
		}
		sort.Slice(notes, func(i, j int) bool { return notes[i] < notes[j] })
		all = append(all, notes)
	}
	return all
}

// rowNotes returns what the probes of one TTL show by themselves.
func rowNotes(row []Probe) []Note {
	var notes []Note
	if slices.ContainsFunc(row, func(p Probe) bool { return p.Duplicates > 0 }) {
		notes = append(notes, NoteDuplicates)
	}
	if slices.ContainsFunc(row, func(p Probe) bool { return p.Flow != 0 && p.Answered() }) {
		notes = append(notes, NoteFlowVaried)
	}
	if perPacket(row) {
		notes = append(notes, NotePerPacket)
	}
	if rateLimited(row) {
		notes = append(notes, NoteRateLimited)
	}
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

// rateLimited reports whether the first probes of a row were answered, and at
// least two after them, to the last one, were not.
func rateLimited(row []Probe) bool {
	n := 0
	for n < len(row) && row[n].Answered() {
		n++
	}
	rest := row[n:]
	return n > 0 && len(rest) >= 2 && !slices.ContainsFunc(rest, Probe.Answered)
}

// zeroTTL reports whether a TTL and the one behind it show the same router
// because the one before forwarded the probe although its TTL had run out. Where
// the quote is known, it must show that.
func (t *table) zeroTTL(ttl, end int) bool {
	a := t.addr(ttl)
	if ttl == end || !a.IsValid() || a != t.addr(ttl+1) || a == t.target || !t.expired(ttl+1) {
		return false
	}
	for _, p := range t.row(ttl) {
		if q := p.Reply.Quote; q.Known {
			return q.TTL == 0
		}
	}
	return true
}
