package trace

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"ftr/socket"
)

var target = netip.MustParseAddr("142.251.46.174")

// router returns the address of the router at a TTL.
func router(ttl int) netip.Addr { return netip.AddrFrom4([4]byte{81, 2, 64, byte(ttl)}) }

func v6(s string) netip.Addr { return netip.MustParseAddr(s) }

// A network answers the nth probe with a TTL, or does not: a zero Kind is
// silence.
type network func(ttl, n int) socket.Reply

// path returns a network with one router per round-trip time, in milliseconds,
// the last being the target; a negative time is silence.
func path(rtts ...int) network {
	return func(ttl, _ int) socket.Reply {
		i := min(ttl, len(rtts)) - 1
		if rtts[i] < 0 {
			return socket.Reply{}
		}
		rtt := time.Duration(rtts[i]) * time.Millisecond
		if i == len(rtts)-1 {
			return socket.Reply{From: target, Kind: socket.EchoReply, RTT: rtt}
		}
		return expired(router(ttl), rtt)
	}
}

func expired(from netip.Addr, rtt time.Duration) socket.Reply {
	return socket.Reply{From: from, Kind: socket.TimeExceeded, ICMPType: 11, RTT: rtt}
}

// silent returns the network without answers from some TTLs.
func (n network) silent(ttls ...int) network {
	return n.when(func(ttl, _ int) bool { return slices.Contains(ttls, ttl) }, socket.Reply{})
}

// when returns the network with another reply to some probes.
func (n network) when(these func(ttl, n int) bool, r socket.Reply) network {
	return func(ttl, i int) socket.Reply {
		if these(ttl, i) {
			return r
		}
		return n(ttl, i)
	}
}

// A drive is what an engine did on a network.
type drive struct {
	sent []string // "TTL@time", with "~flow" where it is not zero and "size:" before that looks for the path MTU
	stop Stop
	end  time.Duration
	path Path

	overdue []time.Duration // when the destination was said to be overdue
}

// run drives an engine through a network, without a clock, and returns what it
// did. Probes and replies take no time to handle.
func (n network) run(t *testing.T, o Options, proto socket.Protocol) drive {
	t.Helper()
	o.Target = target
	return answerer(func(l launch, i int, _ time.Duration) (socket.Reply, error) { return n(l.ttl, i), nil }).run(t, o, proto)
}

// An answerer answers a probe, or does not, or keeps it from being sent: the nth
// of its TTL, or of all that look for the path MTU.
type answerer func(l launch, n int, at time.Duration) (socket.Reply, error)

func (answer answerer) run(t *testing.T, o Options, proto socket.Protocol) drive {
	t.Helper()
	c := NewCollector(o)
	o = o.withDefaults(newPace(o, proto).longestGap())
	e := newEngine(o, proto)
	var d drive
	var pending []Event
	for now := time.Duration(0); now <= o.Deadline; {
		p := e.step(now)
		if p.overdue {
			d.overdue = append(d.overdue, now)
			e.add(Event{Kind: Overdue, At: now})
		}
		for _, l := range p.send {
			ev := Event{Kind: Sent, At: now, TTL: l.ttl, Index: e.index(nil, l), Flow: l.flow, Size: l.size}
			r, err := answer(l, ev.Index, now)
			if err != nil {
				ev.Kind, ev.Err = Failed, err
			}
			e.add(ev)
			c.Add(ev)
			d.sent = append(d.sent, sentWord(ev))
			if r.Kind != 0 {
				reply := ev
				reply.Kind, reply.At, reply.Reply = Replied, now+r.RTT, r
				pending = append(pending, reply)
			}
		}
		switch {
		case p.stop != "":
			d.stop, d.end = p.stop, now
			c.Add(Event{Kind: Done, At: now, Stop: p.stop, Err: e.err})
			d.path = c.Path()
			return d
		case len(p.send) > 0:
			continue
		}
		slices.SortStableFunc(pending, func(a, b Event) int { return int(a.At - b.At) })
		if now = p.wake; len(pending) > 0 && pending[0].At <= now {
			now = pending[0].At
			e.add(pending[0])
			c.Add(pending[0])
			pending = pending[1:]
		}
	}
	t.Fatal("the engine did not stop before its deadline")
	return d
}

func sentWord(ev Event) string {
	s := fmt.Sprintf("%d@%v", ev.TTL, ev.At)
	if ev.Size != 0 {
		s = fmt.Sprintf("%d:%s", ev.Size, s)
	}
	if ev.Flow != 0 {
		s += fmt.Sprintf("~%d", ev.Flow)
	}
	return s
}

// hops returns the path as words: the last byte of each address, "*" for
// silence, then mark, MTU and notes.
func hops(p Path) string {
	var words []string
	for _, h := range p.Hops {
		w := "*"
		switch {
		case h.Addr == p.Target:
			w = "D"
		case h.Addr.IsValid():
			b := h.Addr.AsSlice()
			w = fmt.Sprint(b[len(b)-1])
		}
		w += h.Mark
		if h.MTU != 0 {
			w += fmt.Sprintf("(%d)", h.MTU)
		}
		for _, n := range h.Notes {
			w += "," + string(n)
		}
		words = append(words, w)
	}
	return strings.Join(words, " ")
}
