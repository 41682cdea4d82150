package trace

import (
	"testing"

	"ftr/socket"
)

// collect returns the path that the events make.
func collect(o Options, events ...Event) Path {
	o.Target = target
	c := NewCollector(o)
	for _, ev := range events {
		c.Add(ev)
	}
	return c.Path()
}

func TestCollectorTakesLateReplies(t *testing.T) {
	events := []Event{
		{Kind: Sent, TTL: 1},
		{Kind: Sent, TTL: 2},
		{Kind: Sent, TTL: 3},
		{Kind: Replied, TTL: 1, Reply: expired(router(1), ms)},
		{Kind: Done, Stop: StopSilent, At: 1000 * ms},
	}
	if p := collect(Options{}, events...); p.Reached || p.Stop != StopSilent || hops(p) != "1" {
		t.Errorf("before the late reply: reached %v, stop %q, hops %s", p.Reached, p.Stop, hops(p))
	}
	late := Event{Kind: Replied, TTL: 3, Reply: icmp(socket.EchoReply, 0, 0, target, 1100*ms)}
	p := collect(Options{}, append(events, late)...)
	if !p.Reached || p.Stop != StopReached || p.StopTTL != 3 || hops(p) != "1 * D" {
		t.Errorf("after it: reached %v, stop %q at %d, hops %s; want reached at 3, 1 * D",
			p.Reached, p.Stop, p.StopTTL, hops(p))
	}
	if p.Duration != 1000*ms {
		t.Errorf("duration %v, want that of the decision, 1s", p.Duration)
	}
}

func TestCollectorDecidesAgainWithLateReplies(t *testing.T) {
	events := []Event{
		{Kind: Sent, TTL: 1},
		{Kind: Sent, TTL: 2},
		{Kind: Sent, TTL: 3},
		{Kind: Replied, TTL: 1, Reply: expired(router(1), ms)},
		{Kind: Replied, TTL: 2, Reply: prohibited(router(2), ms)},
		{Kind: Done, Stop: StopUnreachable, At: 150 * ms},
	}
	tests := []struct {
		name string
		late socket.Reply
		stop Stop
		ttl  int
		hops string
	}{
		{"an echo reply", icmp(socket.EchoReply, 0, 0, target, 400*ms), StopReached, 3, "1 2!X D"},
		{"a router behind", expired(router(3), 400*ms), StopSilent, 0, "1 2!X 3"},
	}
	for _, tt := range tests {
		p := collect(Options{}, append(events[:len(events):len(events)], Event{Kind: Replied, TTL: 3, Reply: tt.late})...)
		if p.Stop != tt.stop || p.StopTTL != tt.ttl || p.Reached != (tt.stop == StopReached) || hops(p) != tt.hops {
			t.Errorf("after %s: reached %v, stop %q at %d, hops %s; want %q at %d, %s",
				tt.name, p.Reached, p.Stop, p.StopTTL, hops(p), tt.stop, tt.ttl, tt.hops)
		}
	}
}

func TestCollectorCountsDuplicates(t *testing.T) {
	reply := Event{Kind: Replied, TTL: 1, Reply: expired(router(1), ms)}
	p := collect(Options{}, Event{Kind: Sent, TTL: 1}, reply, reply, reply)
	if got := p.Hops[0].Probes[0].Duplicates; got != 2 {
		t.Errorf("%d duplicates, want 2", got)
	}
	if hops(p) != "1,duplicates" || p.Hops[0].Received() != 1 {
		t.Errorf("hops %s with %d replies, want 1,duplicates with 1", hops(p), p.Hops[0].Received())
	}
}

func TestCollectorNamesANATWhereItBegins(t *testing.T) {
	rewritten := expired(router(2), ms)
	rewritten.Quote = socket.Quote{Known: true, TTL: 1, Rewritten: true}
	after := rewritten
	after.From = router(3)
	p := collect(Options{},
		Event{Kind: Sent, TTL: 1}, Event{Kind: Sent, TTL: 2}, Event{Kind: Sent, TTL: 3},
		Event{Kind: Replied, TTL: 1, Reply: expired(router(1), ms)},
		Event{Kind: Replied, TTL: 2, Reply: rewritten},
		Event{Kind: Replied, TTL: 3, Reply: after})
	if hops(p) != "1 2,nat 3" {
		t.Errorf("hops %s, want 1 2,nat 3", hops(p))
	}
}

func TestCollectorIgnoresEventsOfOtherTraces(t *testing.T) {
	p := collect(Options{FirstTTL: 3, MaxTTL: 5},
		Event{Kind: Replied, TTL: 1, Reply: expired(router(1), ms)},
		Event{Kind: Replied, TTL: 6, Reply: expired(router(6), ms)},
		Event{Kind: Replied, TTL: 4, Reply: expired(router(4), ms)}, // never sent
		Event{Kind: Sent, TTL: 4, Index: 7},
		Event{Kind: Replied, TTL: 5, Index: -1, Reply: expired(router(5), ms)})
	if len(p.Hops) != 0 {
		t.Errorf("hops %s, want none", hops(p))
	}
}

func TestMarks(t *testing.T) {
	four, six := router(1), v6("2001:db8::1")
	tests := []struct {
		r    socket.Reply
		want string
	}{
		{icmp(socket.Unreachable, 3, 0, four, 0), "!N"},
		{icmp(socket.Unreachable, 3, 1, four, 0), "!H"},
		{icmp(socket.Unreachable, 3, 2, four, 0), "!P"},
		{icmp(socket.PortUnreachable, 3, 3, four, 0), "!<3>"},
		{icmp(socket.Unreachable, 3, 5, four, 0), "!S"},
		{icmp(socket.Unreachable, 3, 6, four, 0), "!N"},
		{icmp(socket.Unreachable, 3, 7, four, 0), "!H"},
		{icmp(socket.Unreachable, 3, 8, four, 0), "!<8>"},
		{icmp(socket.Unreachable, 3, 9, four, 0), "!X"},
		{icmp(socket.Unreachable, 3, 10, four, 0), "!X"},
		{icmp(socket.Unreachable, 3, 11, four, 0), "!N"},
		{icmp(socket.Unreachable, 3, 12, four, 0), "!H"},
		{icmp(socket.Unreachable, 3, 13, four, 0), "!X"},
		{icmp(socket.Unreachable, 3, 14, four, 0), "!V"},
		{icmp(socket.Unreachable, 3, 15, four, 0), "!C"},
		{icmp(socket.Unreachable, 3, 200, four, 0), "!<200>"},
		{icmp(socket.Unreachable, 12, 1, four, 0), "!<12-1>"},
		{icmp(socket.Unreachable, 12, 0, four, 0), "!<12-0>"},
		{socket.Reply{Kind: socket.PacketTooBig, From: four, MTU: 1400}, "!F-1400"},
		{socket.Reply{Kind: socket.PacketTooBig, From: four}, "!F-0"}, // by a router older than RFC 1191
		{icmp(socket.Unreachable, 1, 0, six, 0), "!N"},
		{icmp(socket.Unreachable, 1, 1, six, 0), "!X"},
		{icmp(socket.Unreachable, 1, 2, six, 0), "!H"},
		{icmp(socket.Unreachable, 1, 3, six, 0), "!H"},
		{icmp(socket.PortUnreachable, 1, 4, six, 0), "!<4>"},
		{icmp(socket.Unreachable, 1, 5, six, 0), "!X"},
		{icmp(socket.Unreachable, 1, 6, six, 0), "!X"},
		{icmp(socket.Unreachable, 1, 7, six, 0), "!<7>"},
		{icmp(socket.Unreachable, 4, 0, six, 0), "!<4-0>"},
		{icmp(socket.Unreachable, 4, 1, six, 0), "!P"},
		{socket.Reply{Kind: socket.PacketTooBig, From: six, MTU: 1280}, "!F-1280"},
		{expired(four, 0), ""},
		{icmp(socket.PortUnreachable, 3, 3, target, 0), ""},
		{icmp(socket.Unreachable, 3, 2, target, 0), ""},
		{socket.Reply{}, ""},
	}
	for _, tt := range tests {
		if got := (Path{Target: target}).Mark(tt.r); got != tt.want {
			t.Errorf("mark of type %d code %d from %v is %q, want %q",
				tt.r.ICMPType, tt.r.ICMPCode, tt.r.From, got, tt.want)
		}
	}
}

func TestCollectorTakesLateNewsOfTheMTU(t *testing.T) {
	tooBig := socket.Reply{Kind: socket.PacketTooBig, ICMPType: 3, ICMPCode: 4, From: router(1), MTU: 1400}
	events := []Event{
		{Kind: Sent, TTL: 1},
		{Kind: Sent, TTL: 2},
		{Kind: Replied, TTL: 1, Reply: expired(router(1), ms)},
		{Kind: Replied, TTL: 2, Reply: icmp(socket.EchoReply, 0, 0, target, 2*ms)},
		{Kind: Sent, TTL: 2, Size: 1500},
		{Kind: Done, Stop: StopReached, At: 3 * ms},
		{Kind: Replied, TTL: 2, Size: 1500, Reply: tooBig},
		{Kind: Replied, TTL: 2, Size: 1500, Reply: tooBig}, // counts once, and as no duplicate of a row's
		{Kind: Replied, TTL: 2, Size: 1500, Index: 9, Reply: tooBig},
	}
	p := collect(Options{MTU: 1500}, events...)
	if !p.Reached || hops(p) != "1(1400) D" || p.MTU != 0 {
		t.Errorf("reached %v, hops %s, MTU %d; want reached, 1(1400) D and an MTU that nothing has proved", p.Reached, hops(p), p.MTU)
	}
}

func TestCollectorKnowsNoMTUToWhoAnswersTooLate(t *testing.T) {
	events := []Event{
		{Kind: Sent, TTL: 1},
		{Kind: Sent, TTL: 2},
		{Kind: Replied, TTL: 1, Reply: expired(router(1), ms)},
		{Kind: Sent, TTL: 1, Size: 1500},
		{Kind: Replied, TTL: 1, Size: 1500, Reply: expired(router(1), ms)},
		{Kind: Done, Stop: StopSilent, At: 2 * ms},
	}
	if p := collect(Options{MTU: 1500}, events...); p.MTU != 1500 {
		t.Errorf("MTU %d, want 1500 to the last hop that answers", p.MTU)
	}
	late := Event{Kind: Replied, TTL: 2, Reply: icmp(socket.EchoReply, 0, 0, target, 3*ms)}
	if p := collect(Options{MTU: 1500}, append(events, late)...); !p.Reached || p.MTU != 0 {
		t.Errorf("reached %v, MTU %d; want reached, and no MTU: no long probe went behind hop 1", p.Reached, p.MTU)
	}
}
