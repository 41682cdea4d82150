package trace

import (
	"net/netip"

	"ftr/socket"
)

// A verdict is how far the evidence says that the path goes.
type verdict struct {
	stop Stop // reached, unreachable or loop; empty: the end is unknown
	ttl  int  // as Path.StopTTL
	end  int  // last TTL that belongs to the path; zero: unknown
	hi   int  // deepest TTL below or at the end that answered; zero: none
}

// known reports whether the end of the path is known.
func (v verdict) known() bool { return v.stop != "" }

// verdict judges the evidence in the table.
func (t *table) verdict() verdict {
	v := verdict{hi: t.deepest()}
	switch d, u := t.destination(), t.refused(); {
	case d != 0:
		v.stop, v.ttl, v.end = StopReached, d, d
	case u != 0:
		v.stop, v.ttl, v.end = StopUnreachable, u, u
	default:
		if start, end := t.loop(); start != 0 {
			v.stop, v.ttl, v.end = StopLoop, start, end
		}
	}
	if v.known() {
		v.hi = min(v.hi, v.end)
	}
	return v
}

// reason returns why a trace with nothing left to wait for ends.
func (t *table) reason(v verdict) Stop {
	switch {
	case v.known():
		return v.stop
	case v.hi == t.last():
		return StopMaxHops
	}
	return StopSilent
}

// destination returns the smallest TTL at which the target answered as a
// destination does; zero if none.
func (t *table) destination() int {
	return t.smallest(func(r socket.Reply) bool { return arrived(r, t.target) })
}

// arrived reports whether a reply shows that its probe got to the target. An
// echo reply does, whatever address it comes from, as hosts with several may
// answer from another one. So do a SYN-ACK, a RST and data, which are of the
// probe's flow only if they come from the target. An ICMP error does if the
// target sent it itself: port or protocol unreachable mean that the probe was
// delivered, and so does a time exceeded, since a host has no reason to send one
// for what is not its own.
func arrived(r socket.Reply, target netip.Addr) bool {
	switch r.Kind {
	case socket.EchoReply:
		return true
	case socket.SynAck, socket.Reset, socket.Data, socket.PortUnreachable, socket.TimeExceeded:
		return r.From == target
	case socket.Unreachable:
		return r.From == target && protocolUnreachable(r)
	}
	return false
}

// protocolUnreachable reports whether a host says that it does not speak the
// probe's protocol: ICMP 3/2 (RFC 792), ICMPv6 4/1 (RFC 4443, section 3.4).
func protocolUnreachable(r socket.Reply) bool {
	if r.From.Is4() {
		return r.ICMPType == 3 && r.ICMPCode == 2
	}
	return r.ICMPType == 4 && r.ICMPCode == 1
}

// refused returns the TTL of the hop that says that the target cannot be
// reached, unless something behind it answered otherwise; zero if none.
func (t *table) refused() int {
	ttl := t.smallest(func(r socket.Reply) bool { return refusal(r, t.target) })
	if ttl == 0 || t.deepestPassed() > ttl {
		return 0
	}
	if from := t.refuser(ttl); t.addr(ttl-1) == from {
		return ttl - 1 // the router that let the probe before expire
	}
	return ttl
}

// refuser returns who refused at a TTL.
func (t *table) refuser(ttl int) netip.Addr {
	r, _ := t.refusal(ttl)
	return r.From
}

// refusal returns the first refusal of a probe with a TTL.
func (t *table) refusal(ttl int) (socket.Reply, bool) {
	for _, p := range t.row(ttl) {
		if refusal(p.Reply, t.target) {
			return p.Reply, true
		}
	}
	return socket.Reply{}, false
}

// refusals returns the number of TTLs at which a probe was refused.
func (t *table) refusals() int {
	n := 0
	for ttl := t.first; ttl <= t.last(); ttl++ {
		if _, ok := t.refusal(ttl); ok {
			n++
		}
	}
	return n
}

// refusal reports whether a reply says that the probe cannot go on.
func refusal(r socket.Reply, target netip.Addr) bool {
	switch r.Kind {
	case socket.Unreachable, socket.PortUnreachable, socket.PacketTooBig:
		return !arrived(r, target)
	}
	return false
}

// deepest returns the greatest TTL that was answered; zero if none was.
func (t *table) deepest() int {
	return t.greatest(func(p Probe) bool { return p.Answered() })
}

// deepestPassed returns the greatest TTL whose answer shows that its probe was
// not refused on the way; zero if none.
func (t *table) deepestPassed() int {
	return t.greatest(func(p Probe) bool { return p.Answered() && !refusal(p.Reply, t.target) })
}

// smallest returns the smallest TTL with a reply that is as wanted; zero if
// there is none.
func (t *table) smallest(wanted func(socket.Reply) bool) int {
	for i, row := range t.rows {
		for _, p := range row {
			if p.Answered() && wanted(p.Reply) {
				return t.first + i
			}
		}
	}
	return 0
}

// greatest returns the greatest TTL with a probe that is as wanted; zero if
// there is none.
func (t *table) greatest(wanted func(Probe) bool) int {
	for i := len(t.rows) - 1; i >= 0; i-- {
		for _, p := range t.rows[i] {
			if wanted(p) {
				return t.first + i
			}
		}
	}
	return 0
}
