package trace

import (
	"errors"
	"net/netip"
	"testing"
	"time"

	"ftr/socket"
)

const ms = time.Millisecond

// eleven is the path of the benchmark.
var eleven = []int{1, 6, 8, 9, 14, 15, 17, 19, 22, 24, 25}

func icmp(r socket.Kind, icmpType, code uint8, from netip.Addr, rtt time.Duration) socket.Reply {
	return socket.Reply{Kind: r, ICMPType: icmpType, ICMPCode: code, From: from, RTT: rtt}
}

func prohibited(from netip.Addr, rtt time.Duration) socket.Reply {
	return icmp(socket.Unreachable, 3, 13, from, rtt)
}

func behind(hop int) func(ttl, n int) bool { return func(ttl, _ int) bool { return ttl > hop } }

func TestEngine(t *testing.T) {
	tests := []struct {
		name  string
		net   network
		o     Options
		proto socket.Protocol
		stop  Stop
		end   time.Duration
		sent  int
		hops  string
	}{
		{
			name: "ends with the last reply where all answer",
			net:  path(eleven...),
			stop: StopReached, end: 25 * ms, sent: 26, hops: "1 2 3 4 5 6 7 8 9 10 D",
		},
		{
			name: "ends at the first hop where that is the target",
			net:  path(1),
			stop: StopReached, end: ms, sent: 16, hops: "D",
		},
		{
			name: "retries silent hops once and calls them silent at the floor",
			net:  path(eleven...).silent(3, 4, 5, 6, 7, 8, 9),
			stop: StopReached, end: floor, sent: 26 + 7, hops: "1 2 * * * * * * * 10 D",
		},
		{
			name: "waits for a slow hop as long as the round-trip times suggest",
			net:  path(1, 6, 8, 700, 320),
			stop: StopReached, end: 700 * ms, hops: "1 2 3 4 D", sent: 31,
		},
		{
			name: "takes the answer to a retry",
			net: path(eleven...).when(func(ttl, n int) bool { return ttl == 4 && n == 0 },
				socket.Reply{}),
			stop: StopReached, end: 69 * ms, sent: 27, hops: "1 2 3 4 5 6 7 8 9 10 D",
		},
		{
			name: "finds the true distance where the destination's first reply was lost",
			net: path(eleven...).when(func(ttl, n int) bool { return ttl == 11 && n == 0 },
				socket.Reply{}),
			stop: StopReached, end: 85 * ms, sent: 27, hops: "1 2 3 4 5 6 7 8 9 10 D",
		},
		{
			name: "waits the timeout for a silent destination and tries the tail again",
			net:  path(append(eleven[:10:10], -1)...),
			stop: StopSilent, end: 1036 * ms, sent: 30 + 3, hops: "1 2 3 4 5 6 7 8 9 10",
		},
		{
			name: "waits the timeout where no one answers",
			net:  path(-1),
			stop: StopSilent, end: 1042 * ms, sent: 30 + 3, hops: "",
		},
		{
			name: "waits as long as it is told",
			net:  path(-1),
			o:    Options{Timeout: 200 * ms},
			stop: StopSilent, end: 242 * ms, sent: 30 + 3, hops: "",
		},
		{
			name: "stops at the last TTL",
			net:  path(eleven...),
			o:    Options{MaxTTL: 5},
			stop: StopMaxHops, end: 14 * ms, sent: 5, hops: "1 2 3 4 5",
		},
		{
			name: "opens more TTLs at once where the path is long",
			net:  path(2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 40, 42, 44, 46, 48, 50),
			o:    Options{MaxTTL: 60},
			stop: StopReached, end: 68 * ms, sent: 59,
			hops: "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 D",
		},
		{
			name: "begins at the first TTL",
			net:  path(eleven...),
			o:    Options{FirstTTL: 9},
			stop: StopReached, end: 25 * ms, sent: 22, hops: "9 10 D",
		},
		{
			name: "ends at a router that refuses, shown once with its mark",
			net:  path(eleven...).when(behind(6), prohibited(router(6), 15*ms)),
			stop: StopUnreachable, end: 15 * ms, sent: 22, hops: "1 2 3 4 5 6!X",
		},
		{
			name: "waits for what lies behind a refusal that only some probes meet",
			net:  path(eleven...).when(func(ttl, _ int) bool { return ttl == 7 }, prohibited(router(6), 15*ms)),
			stop: StopReached, end: 25 * ms, sent: 26, hops: "1 2 3 4 5 6 6!X 8 9 10 D",
		},
		{
			name: "does not take a firewall's port unreachable for arrival",
			net:  path(eleven...).when(behind(6), icmp(socket.PortUnreachable, 3, 3, router(6), 15*ms)),
			stop: StopUnreachable, end: 15 * ms, sent: 22, hops: "1 2 3 4 5 6!<3>",
		},
		{
			name: "does not call a refusal by the target itself arrival",
			net:  path(eleven...).when(behind(10), prohibited(target, 25*ms)),
			stop: StopUnreachable, end: 25 * ms, sent: 26, hops: "1 2 3 4 5 6 7 8 9 10 D!X",
		},
		{
			name: "ends in a loop seen three times, and shows it twice",
			net: path(-1).when(func(int, int) bool { return true }, socket.Reply{}).
				looping(3, 3, 10*ms),
			stop: StopLoop, end: 10 * ms, sent: 26, hops: "1 2 3 4 5 3 4 5",
		},
		{
			name: "names a router that forwards packets with no TTL left",
			net:  path(1, 2, 3, 4, 5).when(func(ttl, _ int) bool { return ttl == 2 }, expired(router(3), 2*ms)),
			stop: StopReached, end: 5 * ms, sent: 20, hops: "1 3,zero_ttl 3 4 D",
		},
		{
			name: "sends queries in rounds, to the destination and no further",
			net:  path(eleven...),
			o:    Options{Queries: 3},
			stop: StopReached, end: 145 * ms, sent: 26 + 2*11, hops: "1 2 3 4 5 6 7 8 9 10 D",
		},
		{
			name: "flags a limit where only the first queries are answered",
			net:  path(eleven...).when(func(ttl, n int) bool { return ttl == 5 && n > 0 }, socket.Reply{}),
			o:    Options{Queries: 3},
			stop: StopReached, end: 200 * ms, sent: 26 + 2*11, hops: "1 2 3 4 5,rate_limited 6 7 8 9 10 D",
		},
		{
			name: "flags a hop that is balanced per packet",
			net:  path(eleven...).when(func(ttl, n int) bool { return ttl == 5 && n == 1 }, expired(router(50), 14*ms)),
			o:    Options{Queries: 2},
			stop: StopReached, end: 85 * ms, sent: 26 + 11, hops: "1 2 3 4 5,per_packet 6 7 8 9 10 D",
		},
		{
			name:  "asks a host for UDP errors no faster than it gives them",
			net:   path(eleven...).when(behind(10), closedPort),
			o:     Options{Queries: 2},
			proto: socket.UDP,
			stop:  StopReached, end: udpRefill + 25*ms, sent: 26 + 11, hops: "1 2 3 4 5 6 7 8 9 10 D",
		},
		{
			name: "lets a half-open connection be reset before the next query by TCP",
			net: path(1, 200).when(behind(1),
				socket.Reply{Kind: socket.SynAck, From: target, RTT: 200 * ms}),
			o:     Options{Queries: 3},
			proto: socket.TCP,
			stop:  StopReached, end: 3*200*ms + 2*60*ms, sent: 30 + 2 + 2, hops: "1 D",
		},
		{
			name:  "tries the next TTL once more, alone, where a host is out of UDP errors",
			net:   limited(path(eleven...).when(behind(10), closedPort), 10, 0),
			proto: socket.UDP,
			stop:  StopReached, end: 36*ms + udpRefill + 25*ms, sent: 31, hops: "1 2 3 4 5 6 7 8 9 10 D",
		},
		{
			name:  "finds the true distance where a UDP error came only for a later TTL",
			net:   limited(path(eleven...).when(behind(10), closedPort), 10, 3),
			proto: socket.UDP,
			stop:  StopReached, end: 60*ms + udpRefill + 25*ms, sent: 29, hops: "1 2 3 4 5 6 7 8 9 10 D",
		},
		{
			name:  "probes again with flows of their own where errors name no probe",
			net:   ambiguous(path(eleven...).when(behind(10), closedPort), 10),
			proto: socket.UDP,
			stop:  StopReached, end: 84 * ms, sent: 24 + 10,
			hops: "1,flow_varied 2,flow_varied 3,flow_varied 4,flow_varied 5,flow_varied 6,flow_varied 7,flow_varied 8,flow_varied 9,flow_varied 10,flow_varied D",
		},
		{
			name:  "finds a destination whose own error names no probe",
			net:   ambiguous(path(eleven...).when(behind(10), closedPort), 16),
			proto: socket.UDP,
			stop:  StopReached, end: 85 * ms, sent: 25 + 16,
			hops: "1,flow_varied 2,flow_varied 3,flow_varied 4,flow_varied 5,flow_varied 6,flow_varied 7,flow_varied 8,flow_varied 9,flow_varied 10,flow_varied D,flow_varied",
		},
		{
			name: "keeps the interval between any two probes",
			net:  path(eleven...),
			o:    Options{Interval: 20 * ms},
			stop: StopReached, end: 225 * ms, sent: 12, hops: "1 2 3 4 5 6 7 8 9 10 D",
		},
		{
			name: "tries the tail again also where probes are far apart",
			net:  path(1, 6, -1),
			o:    Options{MaxTTL: 6, Interval: 100 * ms},
			stop: StopSilent, end: 1500 * ms, sent: 6 + 3, hops: "1 2",
		},
		{
			name:  "tries the next TTL again by UDP also where probes are far apart",
			net:   path(1, 6, -1),
			o:     Options{MaxTTL: 6, Interval: 600 * ms},
			proto: socket.UDP,
			stop:  StopSilent, end: 4062 * ms, sent: 6 + 1, hops: "1 2",
		},
		{
			name: "waits for a slow destination where one probe alone was refused",
			net:  path(1, 6, 8, 300).when(func(ttl, _ int) bool { return ttl == 3 }, prohibited(router(9), 8*ms)),
			stop: StopReached, end: 300 * ms, sent: 19, hops: "1 2 9!X D",
		},
		{
			name: "ends at the deadline",
			net:  path(append(eleven[:10:10], -1)...),
			o:    Options{Deadline: 500 * ms},
			stop: StopDeadline, end: 500 * ms, sent: 30, hops: "1 2 3 4 5 6 7 8 9 10",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := tt.net.run(t, tt.o, tt.proto)
			if d.stop != tt.stop || d.end != tt.end {
				t.Errorf("stopped with %q at %v, want %q at %v", d.stop, d.end, tt.stop, tt.end)
			}
			if got := hops(d.path); got != tt.hops {
				t.Errorf("hops %s, want %s", got, tt.hops)
			}
			if len(d.sent) != tt.sent {
				t.Errorf("sent %d probes, want %d: %v", len(d.sent), tt.sent, d.sent)
			}
		})
	}
}

// looping returns the network with a loop of period routers behind the first
// start-1, which answer after rtt.
func (n network) looping(start, period int, rtt time.Duration) network {
	return func(ttl, _ int) socket.Reply {
		if ttl >= start {
			ttl = start + (ttl-start)%period
		}
		return expired(router(ttl), rtt)
	}
}

// limited returns the network with a destination behind the given hop that,
// of the first burst of probes, answers only the one numbered lucky (zero:
// none), and every probe sent alone later.
func limited(n network, hop, lucky int) network {
	return func(ttl, i int) socket.Reply {
		if ttl > hop && i == 0 && ttl != hop+lucky {
			return socket.Reply{}
		}
		if ttl > hop && i == 1 && lucky > 0 {
			return socket.Reply{} // a retry too early
		}
		return n(ttl, i)
	}
}

// ambiguous returns the network with errors that name no probe from the hops up
// to the given one, unless the probe is a later one with a flow of its own.
func ambiguous(n network, hop int) network {
	return func(ttl, i int) socket.Reply {
		r := n(ttl, i)
		if ttl <= hop && i == 0 {
			r.Kind = socket.Ambiguous
		}
		return r
	}
}

func TestEngineStopsWhenNothingCanBeSent(t *testing.T) {
	e := newEngine(Options{Target: target}.withDefaults(0), socket.ICMP)
	cause := errors.New("no route")
	for _, l := range e.step(0).send {
		e.add(Event{Kind: Failed, TTL: l.ttl, Err: cause})
	}
	if p := e.step(0); p.stop != StopError || !errors.Is(e.err, cause) {
		t.Errorf("stopped with %q for %v, want %q for %v", p.stop, e.err, StopError, cause)
	}
}
