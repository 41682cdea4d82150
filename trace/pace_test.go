package trace

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"ftr/socket"
)

// sendings returns when each TTL was probed, in the order of sending.
func (d drive) sendings(t *testing.T) map[int][]time.Duration {
	t.Helper()
	all := map[int][]time.Duration{}
	for _, s := range d.sent {
		word, _, _ := strings.Cut(s, "~")
		ttl, at, _ := strings.Cut(word, "@")
		n, err := strconv.Atoi(ttl)
		when, err2 := time.ParseDuration(at)
		if err != nil || err2 != nil {
			t.Fatal(s, err, err2)
		}
		all[n] = append(all[n], when)
	}
	return all
}

// closest returns the least time between two neighbours; an hour if there are
// none.
func closest(times []time.Duration) time.Duration {
	least := time.Hour
	for i := 1; i < len(times); i++ {
		least = min(least, times[i]-times[i-1])
	}
	return least
}

var closedPort = icmp(socket.PortUnreachable, 3, 3, target, 25*ms)

func TestNoRouterIsAskedTooOften(t *testing.T) {
	nets := map[string]network{
		"all answer":       path(eleven...),
		"some are silent":  path(eleven...).silent(3, 4, 7),
		"some answer late": path(1, 6, 8, 9, 14, 15, 170, 19, 22, 24, 25),
		"some answer once": path(eleven...).when(func(ttl, n int) bool { return ttl == 5 && n > 0 }, socket.Reply{}),
		"one is far away":  path(1, 320),
	}
	for name, net := range nets {
		for _, proto := range []socket.Protocol{socket.ICMP, socket.UDP, socket.TCP} {
			for queries := 1; queries <= 5; queries++ {
				d := net.run(t, Options{Queries: queries}, proto)
				for ttl, times := range d.sendings(t) {
					if got := closest(times); got < 60*ms {
						t.Errorf("%s, %v, %d queries: TTL %d probed again after %v, want 60ms at least", name, proto, queries, ttl, got)
					}
				}
			}
		}
	}
}

// Linux sends one host six port unreachables at once and then one each second,
// others one each 500 ms (../shared/knowledge/measurement.md, section 4): after
// the first probes to all TTLs the destination gets no two within that time.
func TestNoHostIsAskedForUDPErrorsTooOften(t *testing.T) {
	for _, dist := range []int{1, 2, 5, 11} {
		routers := append(eleven[:dist:dist], 25)
		net := path(routers...).when(behind(dist), closedPort)
		for queries := 1; queries <= 5; queries++ {
			d := net.run(t, Options{Queries: queries}, socket.UDP)
			var later []time.Duration
			for ttl, times := range d.sendings(t) {
				if ttl > dist {
					later = append(later, times[1:]...)
				}
			}
			if len(later) != queries-1 || closest(later) < 500*ms {
				t.Errorf("destination at %d, %d queries: asked again at %v, want %d times, 500ms apart",
					dist+1, queries, later, queries-1)
			}
			if d.stop != StopReached || d.path.Hops[dist].Received() != queries {
				t.Errorf("destination at %d: %q with %d answers, want %d", dist+1, d.stop, d.path.Hops[dist].Received(), queries)
			}
		}
	}
}

// A second SYN of one connection must not arrive before the reset that the first
// SYN-ACK provokes: it would get an answer to the half-open connection.
func TestNoSYNMeetsAHalfOpenConnection(t *testing.T) {
	for _, rtt := range []int{1, 25, 100, 300} {
		net := path(1, rtt).when(behind(1), socket.Reply{Kind: socket.SynAck, From: target, RTT: time.Duration(rtt) * ms})
		for queries := 2; queries <= 5; queries++ {
			d := net.run(t, Options{Queries: queries}, socket.TCP)
			if got := closest(d.sendings(t)[2]); got < time.Duration(rtt)*ms+10*ms {
				t.Errorf("round trip %dms, %d queries: the next SYN after %v, want it after the answer", rtt, queries, got)
			}
			if d.stop != StopReached {
				t.Errorf("round trip %dms, %d queries: stopped with %q, want that no deadline cuts them", rtt, queries, d.stop)
			}
		}
	}
}
