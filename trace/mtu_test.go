package trace

import (
	"cmp"
	"slices"
	"strings"
	"testing"
	"time"

	"ftr/socket"
)

// long returns those of the probes that look for the path MTU.
func (d drive) long() []string {
	return slices.DeleteFunc(slices.Clone(d.sent), func(s string) bool { return !strings.Contains(s, ":") })
}

var narrowTwice = map[int]int{4: 1400, 8: 1280}

func TestMTU(t *testing.T) {
	tests := []struct {
		name  string
		w     wires
		o     Options // MTU 1500 unless set
		proto socket.Protocol
		stop  Stop // reached unless set
		end   time.Duration
		mtu   int
		hops  string
		long  string // the long probes; empty: see n
		n     int
	}{
		{
			name: "takes one round trip more where nothing is narrow",
			w:    wires{rtts: eleven},
			end:  50 * ms, mtu: 1500, hops: "1 2 3 4 5 6 7 8 9 10 D",
			long: "1500:11@25ms",
		},
		{
			name: "follows what routers say at once",
			w:    wires{rtts: eleven, links: narrowTwice},
			end:  78 * ms, mtu: 1280, hops: "1 2 3 4(1400) 5 6 7 8(1280) 9 10 D",
			long: "1500:11@25ms 1400:11@34ms 1280:11@53ms",
		},
		{
			name: "tells by the address who said it where quotes are hidden",
			w:    wires{rtts: eleven, links: narrowTwice, hidden: true},
			end:  78 * ms, mtu: 1280, hops: "1 2 3 4(1400) 5 6 7 8(1280) 9 10 D",
		},
		{
			name: "tells by other TTLs who said it where that router is silent otherwise",
			w:    wires{rtts: []int{1, 6, 8, -9, 14, 15, 17, -19, 22, 24, 25}, links: narrowTwice, hidden: true},
			end:  270 * ms, mtu: 1280, hops: "1 2 3 *(1400) 5 6 7 *(1280) 9 10 D",
		},
		{
			name: "tells who said it where that is the last hop before the destination",
			w:    wires{rtts: []int{1, 6, -8, 9}, links: map[int]int{3: 1400}, hidden: true},
			end:  210 * ms, mtu: 1400, hops: "1 2 *(1400) D",
		},
		{
			name: "asks other TTLs again where what that router said to one got lost",
			w: wires{
				rtts: []int{1, 6, -8, 9, 14}, links: map[int]int{3: 1400}, hidden: true,
				drop: func(l launch, n int) bool { return l.ttl == 4 && l.size == 1500 && n == 5 },
			},
			end: 270 * ms, mtu: 1400, hops: "1 2 *(1400) 4 D",
		},
		{
			name: "asks other TTLs of each router, whatever got lost when it asked of the one before",
			w: wires{
				rtts: []int{1, 6, -8, 9, -14, 15, 17}, links: map[int]int{3: 1400, 5: 1300}, hidden: true,
				drop: func(l launch, n int) bool { return l.ttl == 6 && l.size == 1500 },
			},
			end: 270 * ms, mtu: 1300, hops: "1 2 *(1400) 4 *(1300) 6 D",
		},
		{
			name: "finds a narrow link behind the first hop",
			w:    wires{rtts: eleven, links: map[int]int{1: 1492}},
			end:  51 * ms, mtu: 1492, hops: "1(1492) 2 3 4 5 6 7 8 9 10 D",
		},
		{
			name: "begins with what the first link carries",
			w:    wires{rtts: eleven, links: map[int]int{8: 1280}},
			o:    Options{MTU: 1280},
			end:  50 * ms, mtu: 1280, hops: "1 2 3 4 5 6 7 8 9 10 D",
		},
		{
			name: "finds what the first link carries where that is less than it was said to",
			w:    wires{rtts: eleven, local: 1444},
			end:  100 * ms, mtu: 1444, hops: "1 2 3 4 5 6 7 8 9 10 D",
		},
		{
			name: "finds the MTU to a destination that is the first hop",
			w:    wires{rtts: []int{1}},
			end:  2 * ms, mtu: 1500, hops: "D",
		},
		{
			name: "starts from the MTU of a jumbo link",
			w:    wires{rtts: eleven, links: map[int]int{3: 1500}},
			o:    Options{MTU: 9000},
			end:  58 * ms, mtu: 1500, hops: "1 2 3(1500) 4 5 6 7 8 9 10 D",
		},
		{
			name: "goes from plateau to plateau where an old router says no MTU",
			w:    wires{rtts: eleven, links: map[int]int{5: 1400}, claims: map[int]func(int) int{5: says(0)}},
			end:  114 * ms, mtu: 1400, hops: "1 2 3 4 5(1400) 6 7 8 9 10 D",
		},
		{
			name: "finds an MTU that is no plateau where an old router says none",
			w:    wires{rtts: eleven, links: map[int]int{5: 1111}, claims: map[int]func(int) int{5: says(0)}},
			end:  164 * ms, mtu: 1111, hops: "1 2 3 4 5(1111) 6 7 8 9 10 D",
		},
		{
			name: "takes a claim of more than was sent for none",
			w:    wires{rtts: eleven, links: map[int]int{5: 1400}, claims: map[int]func(int) int{5: says(1500)}},
			end:  114 * ms, mtu: 1400, hops: "1 2 3 4 5(1400) 6 7 8 9 10 D",
		},
		{
			name: "takes no claim of less than IPv4 allows",
			w:    wires{rtts: eleven, links: map[int]int{5: 1400}, claims: map[int]func(int) int{5: says(1)}},
			end:  64 * ms, mtu: 68, hops: "1 2 3 4 5(68) 6 7 8 9 10 D",
		},
		{
			name: "takes no claim of less than IPv6 allows",
			w:    wires{rtts: eleven, links: map[int]int{5: 1400}, claims: map[int]func(int) int{5: says(1)}, v6: true},
			end:  64 * ms, mtu: 1280, hops: "1 2 3 4 5(1280) 6 7 8 9 10 D",
		},
		{
			name: "ends where a router takes one byte off each time",
			w:    wires{rtts: eleven, links: map[int]int{5: 61}, claims: map[int]func(int) int{5: func(n int) int { return n - 1 }}},
			end:  1145 * ms, mtu: 0, hops: "1 2 3 4 5(1420) 6 7 8 9 10 D", n: maxLong,
		},
		{
			name: "ends where a router refuses all that is longer than what found the path",
			w:    wires{rtts: eleven, links: map[int]int{5: 60}, claims: map[int]func(int) int{5: says(0)}},
			end:  114 * ms, mtu: 60, hops: "1 2 3 4 5(60) 6 7 8 9 10 D",
		},
		{
			name: "finds a black hole and what it lets through",
			w:    wires{rtts: eleven, links: map[int]int{5: 1400}, holes: []int{5}},
			end:  385 * ms, mtu: 1400, hops: "1 2 3 4 5(1400),black_hole 6 7 8 9 10 D",
		},
		{
			name: "finds a black hole behind the first hop of a jumbo link",
			w:    wires{rtts: eleven, links: map[int]int{1: 1500}, holes: []int{1}},
			o:    Options{MTU: 9000},
			end:  385 * ms, mtu: 1500, hops: "1(1500),black_hole 2 3 4 5 6 7 8 9 10 D",
		},
		{
			name: "finds a black hole on a path as long as paths get, and no plateau",
			w:    wires{rtts: slices.Repeat([]int{5}, 30), links: map[int]int{20: 1111}, holes: []int{20}},
			end:  490 * ms, mtu: 1111, n: 74,
			hops: "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20(1111),black_hole 21 22 23 24 25 26 27 28 29 D",
		},
		{
			name: "finds a black hole that lets a length through that is no plateau",
			w:    wires{rtts: eleven, links: map[int]int{10: 1111}, holes: []int{10}},
			end:  470 * ms, mtu: 1111, hops: "1 2 3 4 5 6 7 8 9 10(1111),black_hole D",
		},
		{
			name: "finds a black hole behind a router that speaks",
			w:    wires{rtts: eleven, links: narrowTwice, holes: []int{8}},
			end:  394 * ms, mtu: 1280, hops: "1 2 3 4(1400) 5 6 7 8(1280),black_hole 9 10 D",
		},
		{
			name: "finds a black hole before a router that speaks",
			w:    wires{rtts: eleven, links: narrowTwice, holes: []int{4}},
			end:  170 * ms, mtu: 1280, hops: "1 2 3 4,black_hole 5 6 7 8(1280) 9 10 D",
		},
		{
			name: "finds a black hole where some probes get lost by chance",
			w: wires{
				rtts: eleven, links: map[int]int{5: 1400}, holes: []int{5},
				drop: func(l launch, n int) bool { return l.size > 0 && n%7 == 4 },
			},
			end: 1345 * ms, mtu: 1400, hops: "1 2 3 4 5(1400),black_hole 6 7 8 9 10 D",
		},
		{
			name: "takes one lost probe for no black hole",
			w:    wires{rtts: eleven, drop: func(l launch, n int) bool { return l.size > 0 && n == 0 }},
			end:  110 * ms, mtu: 1500, hops: "1 2 3 4 5 6 7 8 9 10 D",
		},
		{
			name: "sends the first probe again where what a router said got lost",
			w:    wires{rtts: eleven, links: narrowTwice, drop: func(l launch, n int) bool { return l.size > 0 && n < 2 }},
			end:  170 * ms, mtu: 1280, hops: "1 2 3 4(1400) 5 6 7 8(1280) 9 10 D",
		},
		{
			name: "waits for a UDP host that limits its errors",
			w:    wires{rtts: eleven, udp: true, limit: like(11), hidden: true},
			end:  1130 * ms, mtu: 1500, hops: "1 2 3 4 5 6 7 8 9 10 D", proto: socket.UDP,
		},
		{
			name: "follows what routers say before a UDP host that limits its errors",
			w:    wires{rtts: eleven, udp: true, limit: like(11), links: narrowTwice},
			end:  1158 * ms, mtu: 1280, hops: "1 2 3 4(1400) 5 6 7 8(1280) 9 10 D", proto: socket.UDP,
		},
		{
			name: "finds a black hole before a UDP host that limits its errors",
			w:    wires{rtts: eleven, udp: true, limit: like(11), links: map[int]int{5: 1400}, holes: []int{5}},
			end:  5365 * ms, mtu: 1400, hops: "1 2 3 4 5(1400),black_hole 6 7 8 9 10 D", proto: socket.UDP,
		},
		{
			name: "takes the silence of a host that had none left for no loss",
			w: wires{
				rtts: eleven, udp: true, limit: like(11), links: map[int]int{5: 1400}, holes: []int{5},
				drop: func(l launch, n int) bool { return n == 28 && l.size == 1376 }, // sent to a silent host before
			},
			end: 8425 * ms, mtu: 1400, hops: "1 2 3 4 5(1400),black_hole 6 7 8 9 10 D", proto: socket.UDP,
		},
		{
			name: "finds all by UDP as fast where the host does not limit",
			w:    wires{rtts: eleven, udp: true, links: narrowTwice},
			end:  78 * ms, mtu: 1280, hops: "1 2 3 4(1400) 5 6 7 8(1280) 9 10 D", proto: socket.UDP,
		},
		{
			name: "finds the MTU to the last hop that answers",
			w:    wires{rtts: append(eleven[:10:10], -1), links: narrowTwice},
			stop: StopSilent, end: 1088 * ms, mtu: 1280, hops: "1 2 3 4(1400) 5 6 7 8(1280) 9 10",
		},
		{
			name: "finds a black hole before the last hop that answers, which limits its errors",
			w:    wires{rtts: append(eleven[:10:10], -1), links: map[int]int{5: 1400}, holes: []int{5}, limit: like(10)},
			stop: StopSilent, end: 4396 * ms, mtu: 1400, hops: "1 2 3 4 5(1400),black_hole 6 7 8 9 10",
		},
		{
			name: "does not look for an MTU where no one answers",
			w:    wires{rtts: []int{-1}},
			stop: StopSilent, end: 1042 * ms, mtu: 0, hops: "",
		},
		{
			name: "gives up where the end has fallen silent",
			w:    wires{rtts: eleven, drop: func(l launch, _ int) bool { return l.size > 0 }},
			end:  1165 * ms, mtu: 0, hops: "1 2 3 4 5 6 7 8 9 10 D",
		},
		{
			name: "looks for the MTU beside hops that are slow",
			w:    wires{rtts: []int{1, 6, 90, 25}, links: map[int]int{2: 1400}},
			end:  90 * ms, mtu: 1400, hops: "1 2(1400) 3 D",
		},
		{
			name: "keeps the interval between long probes",
			w:    wires{rtts: eleven, links: map[int]int{5: 1400}, claims: map[int]func(int) int{5: says(0)}},
			o:    Options{Interval: 20 * ms},
			end:  735 * ms, mtu: 1400, hops: "1 2 3 4 5(1400) 6 7 8 9 10 D",
		},
		{
			name: "has a flow of its own for each long probe where errors name no probe",
			w:    wires{rtts: eleven, udp: true, links: narrowTwice, hidden: true, vague: true},
			end:  138 * ms, mtu: 1280, hops: "1 2 3 4(1400) 5 6 7 8(1280) 9 10 D", proto: socket.UDP,
		},
		{
			name: "gives up at once where long probes cannot be sent at all",
			w:    wires{rtts: eleven, fails: true},
			end:  25 * ms, mtu: 0, hops: "1 2 3 4 5 6 7 8 9 10 D",
		},
		{
			name: "ends at the deadline with the path that is known",
			w:    wires{rtts: eleven, links: narrowTwice},
			o:    Options{Deadline: 60 * ms},
			end:  60 * ms, mtu: 0, hops: "1 2 3 4(1400) 5 6 7 8(1280) 9 10 D",
		},
		{
			name: "finds the MTU to who refuses",
			w:    wires{rtts: eleven, links: map[int]int{3: 1400}, wall: 6},
			stop: StopUnreachable, end: 38 * ms, mtu: 1400, hops: "1 2 3(1400) 4 5 6!X",
		},
		{
			name: "finds the MTU to who refuses and says nothing else",
			w:    wires{rtts: eleven, links: map[int]int{3: 1400}, wall: 6, limit: func(hop int, _ time.Duration) bool { return hop == 6 }},
			stop: StopUnreachable, end: 173 * ms, mtu: 1400, hops: "1 2 3(1400) 4 5 * 6!X",
		},
		{
			name: "takes the refusal of long probes alone for no sign that they got there",
			w:    wires{rtts: eleven, wall: 6, passes: 1000},
			end:  165 * ms, mtu: 1000, hops: "1 2 3 4 5 6(1000) 7 8 9 10 D",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := tt.o
			o.Target, o.MTU = tt.w.target(), cmp.Or(o.MTU, 1500)
			d := answerer(tt.w.answer).run(t, o, tt.proto)
			if stop := cmp.Or(tt.stop, StopReached); d.stop != stop || d.end != tt.end {
				t.Errorf("stopped with %q at %v, want %q at %v", d.stop, d.end, stop, tt.end)
			}
			if got := hops(d.path); got != tt.hops || d.path.MTU != tt.mtu {
				t.Errorf("MTU %d, hops %s, want %d, %s", d.path.MTU, got, tt.mtu, tt.hops)
			}
			long := d.long()
			if got := strings.Join(long, " "); tt.long != "" && got != tt.long || tt.n > 0 && len(long) != tt.n {
				t.Errorf("%d long probes %s, want %d %s", len(long), got, tt.n, tt.long)
			}
		})
	}
}
