package trace

import (
	"errors"
	"syscall"
	"time"

	"ftr/socket"
)

// A longProbe is a probe that looks for the path MTU, and what came of it.
type longProbe struct {
	ttl, size int
	at        time.Duration
	reply     socket.Reply // From is zero where no reply came
	turned    bool         // the reply refuses it as no shorter probe is refused
	err       error        // why it could not be sent; nil: it was
}

// answered reports whether a reply to the probe came.
func (p longProbe) answered() bool { return p.reply.From.IsValid() }

// passed reports whether the probe got as far as its TTL let it.
func (p longProbe) passed() bool { return p.answered() && !p.refused() }

// refused reports whether a router, or this machine, said that the probe is too
// long, or, as some firewalls do, refused it for no other reason that shows.
func (p longProbe) refused() bool {
	return p.reply.Kind == socket.PacketTooBig || p.turned || tooLong(p.err)
}

// heard reports whether something was said about the probe.
func (p longProbe) heard() bool { return p.answered() || p.refused() }

// open reports whether a reply to the probe may still come.
func (p longProbe) open() bool { return !p.answered() && p.err == nil }

// failed reports whether the probe could not be sent, whatever its length.
func (p longProbe) failed() bool { return p.err != nil && !tooLong(p.err) }

// tooLong reports whether a probe could not be sent because it is longer than
// the interface carries.
func tooLong(err error) bool { return errors.Is(err, syscall.EMSGSIZE) }

// claim returns the MTU, in bytes, that a router says its next link has; zero
// where that is of no use, since it says nothing (RFC 1191, section 5) or no
// less than was sent. No link is narrower than its protocol allows.
func (p longProbe) claim() int {
	m := p.reply.MTU
	if p.reply.Kind != socket.PacketTooBig || m <= 0 {
		return 0
	}
	if m = max(m, leastMTU(p.reply.From)); m >= p.size {
		return 0
	}
	return m
}

// longProbes holds all long probes of a trace in the order of sending. The first
// one goes where those do that decide: to the end.
type longProbes []longProbe

// add notes an event that has a Size; t holds what shorter probes were answered.
func (ps *longProbes) add(ev Event, t *table) {
	switch {
	case ev.Index < 0 || ev.Index > len(*ps):
	case ev.Kind == Replied:
		if ev.Index < len(*ps) && !(*ps)[ev.Index].answered() && ev.Reply.Kind != socket.Ambiguous {
			p := &(*ps)[ev.Index]
			p.reply, p.turned = ev.Reply, t.turns(ev)
		}
	case ev.Kind == Failed && ev.Index < len(*ps):
		(*ps)[ev.Index].err = ev.Err
	case ev.Index == len(*ps):
		*ps = append(*ps, longProbe{ttl: ev.TTL, size: ev.Size, at: ev.At, err: ev.Err})
	}
}

// end returns the TTL of the probes that decide; zero: none was sent.
func (ps longProbes) end() int {
	if len(ps) == 0 {
		return 0
	}
	return ps[0].ttl
}

// tries returns the number of probes with a TTL and a size.
func (ps longProbes) tries(ttl, size int) int {
	n := 0
	for _, p := range ps {
		if p.ttl == ttl && p.size == size {
			n++
		}
	}
	return n
}

// turns reports whether a reply to a long probe refuses what is let through where
// it is shorter.
func (t *table) turns(ev Event) bool {
	if !refusal(ev.Reply, t.target) {
		return false
	}
	short, ok := t.refusal(ev.TTL)
	return !ok || short.From != ev.Reply.From
}
