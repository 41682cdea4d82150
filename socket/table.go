package socket

import (
	"errors"
	"net/netip"
	"time"
)

// memory is how long a probe is remembered after it was sent.
const memory = 10 * time.Second

// resend is when a host sends a SYN-ACK again that was not acknowledged (RFC 6298,
// section 2), at the earliest. What comes later may be the second one.
const resend = time.Second

// noSeq is a number that no probe has: in one's complement arithmetic, by which
// UDP probes are numbered, it is the same as 0.
const noSeq = 0xffff

// errTooMany is returned for a probe while 65535 others are remembered.
var errTooMany = errors.New("65535 probes sent in the last 10 s, no number is free")

// A flight is a probe under way or answered not long ago.
type flight struct {
	Probe
	seq      uint16
	sent     time.Time
	answered bool
	dropped  bool // could not be sent after all
}

// A table numbers probes and finds the one that an arrival answers. It is not
// safe for concurrent use.
type table struct {
	bySeq map[uint16]*flight
	order []*flight // by time of registration
	next  uint16
}

func newTable(first uint16) *table {
	return &table{bySeq: make(map[uint16]*flight), next: first}
}

// add registers p and gives it a number that no remembered probe has.
func (t *table) add(p Probe, now time.Time) (*flight, error) {
	t.forget(now)
	if len(t.bySeq) >= noSeq {
		return nil, errTooMany
	}
	for t.next == noSeq || t.bySeq[t.next] != nil {
		t.next++
	}
	f := &flight{Probe: p, seq: t.next, sent: now}
	t.next++
	t.bySeq[f.seq] = f
	t.order = append(t.order, f)
	return f, nil
}

// drop forgets a probe that was not sent.
func (t *table) drop(f *flight) {
	f.dropped = true
	delete(t.bySeq, f.seq)
}

// forget removes the probes that were sent too long ago.
func (t *table) forget(now time.Time) {
	n := 0
	for _, f := range t.order {
		if !f.dropped && now.Sub(f.sent) < memory {
			break
		}
		if !f.dropped {
			t.drop(f)
		}
		n++
	}
	clear(t.order[:n])
	t.order = t.order[n:]
}

// answer returns the reply that a makes at the time now, or false where it
// answers no remembered probe. A second arrival for a probe is a reply again.
func (t *table) answer(a arrival, now time.Time) (Reply, bool) {
	t.forget(now)
	f, sure := t.find(a)
	if f == nil {
		return Reply{}, false
	}
	r := a.reply
	r.Token = f.Token
	if a.summed && f.seq != a.seq {
		r.Quote.Rewritten = true
	}
	if withoutZone(r.From) == withoutZone(f.Dst) {
		r.From = f.Dst // with the zone as the caller wrote it
	}
	if !sure {
		r.Kind = Ambiguous
		return r, true
	}
	f.answered = true
	r.RTT, r.Unstamped = roundTrip(f.sent, now, a.at), a.at.IsZero()
	if r.Kind == SynAck && r.RTT >= resend {
		r.RTT = 0
	}
	return r, true
}

// find returns the probe that a answers, or one of those that it may answer and
// false. A checksum that gives the number of no probe is not the one we sent.
func (t *table) find(a arrival) (*flight, bool) {
	if !a.numbered {
		return t.candidate(a)
	}
	if f := t.bySeq[a.seq]; f != nil && f.fits(a) {
		return f, true
	}
	if a.summed {
		return t.candidate(a)
	}
	return nil, false
}

// candidate returns the oldest unanswered probe that went where the unnumbered
// arrival a says, and whether it is the only one. Where all have been answered
// a is a duplicate, which counts only if one probe alone went there.
func (t *table) candidate(a arrival) (oldest *flight, sure bool) {
	var open, closed int
	var last *flight
	for _, f := range t.order {
		switch {
		case f.dropped || !f.fits(a):
		case f.answered:
			closed++
			last = f
		default:
			open++
			if oldest == nil {
				oldest = f
			}
		}
	}
	if open == 0 && closed == 1 {
		return last, true
	}
	return oldest, open == 1
}

// fits reports whether f went where a says that its probe was going, and was as
// long.
func (f *flight) fits(a arrival) bool {
	return f.Flow == a.flow && (a.dst == netip.Addr{} || withoutZone(a.dst) == withoutZone(f.Dst)) &&
		(a.acked == 0 || int(a.acked) == synPayload(f.Probe))
}
