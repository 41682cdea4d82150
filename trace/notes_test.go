package trace

import (
	"syscall"
	"testing"
	"time"

	"ftr/socket"
)

func TestPerPacket(t *testing.T) {
	balanced := row(at(2), at(20))
	checkRows(t, []rowTest{
		{"two routers on one flow are named", rowsOf(Options{}, row(at(1)), balanced), "1 2,per_packet"},
		{"one router is not", rowsOf(Options{}, row(at(1)), row(at(2), at(2))), "1 2"},
		{"silence is no router", rowsOf(Options{}, row(at(1)), row(at(2), socket.Reply{})), "1 2"},
		{"flows that vary meet several routers", rowsOfFlows(Options{}, true, row(at(1)), balanced), "1 2"},
	})
}

func TestPerPacketIsOfOneFlow(t *testing.T) {
	events := []Event{{Kind: Sent, TTL: 1}, {Kind: Sent, TTL: 1, Index: 1, Flow: 1}}
	for i, r := range row(at(1), at(10)) {
		events = append(events, Event{Kind: Replied, TTL: 1, Index: i, Reply: r})
	}
	if got := hops(collect(Options{}, events...)); got != "1,flow_varied" {
		t.Errorf("hops %s, want 1,flow_varied: the second router was met by another flow", got)
	}
}

func TestZeroTTL(t *testing.T) {
	twice := func(a, b socket.Reply) [][]socket.Reply {
		return [][]socket.Reply{row(at(1)), row(a), row(b), row(at(4))}
	}
	checkRows(t, []rowTest{
		{
			"is named where the quote shows it",
			rowsOf(Options{}, twice(quoting(at(3), 0, 0), quoting(at(3), 1, 0))...), "1 3,zero_ttl 3 4",
		},
		{
			"is not where the quote shows a TTL of one",
			rowsOf(Options{}, twice(quoting(at(3), 1, 0), quoting(at(3), 1, 0))...), "1 3 3 4",
		},
		{
			"is where a hidden quote does not tell",
			rowsOf(Options{}, twice(at(3), at(3))...), "1 3,zero_ttl 3 4",
		},
		{
			"is where both replies come from one distance",
			rowsOf(Options{}, twice(arriving(at(3), 253), arriving(at(3), 253))...), "1 3,zero_ttl 3 4",
		},
		{
			"is not where they come from two, as from behind a NAT",
			rowsOf(Options{}, twice(arriving(at(3), 254), arriving(at(3), 253))...), "1 3 3 4",
		},
		{
			"is not where flows vary, which may be ways of two lengths",
			rowsOfFlows(Options{}, true, twice(at(3), at(3))...), "1 3 3 4",
		},
		{
			"is where flows vary and the quote shows it",
			rowsOfFlows(Options{}, true, twice(quoting(at(3), 0, 0), at(3))...), "1 3,zero_ttl 3 4",
		},
		{
			"is not where the router refuses the next probe",
			rowsOf(Options{}, row(at(1)), row(at(2)), row(prohibited(router(2), ms))), "1 2!X",
		},
	})
}

func TestUnstamped(t *testing.T) {
	unstamped := func(rtt time.Duration) socket.Reply {
		r := expired(router(1), rtt)
		r.Unstamped = true
		return r
	}
	checkRows(t, []rowTest{
		{"is named where its time counts", rowsOf(Options{}, row(at(1), unstamped(ms))), "1,unstamped"},
		{"is not where its time is unknown", rowsOf(Options{}, row(at(1), unstamped(0))), "1"},
	})
}

func TestRateLimited(t *testing.T) {
	tests := []struct {
		row  string // a: answered, .: not, x: not sent
		want bool
	}{
		{"", false},
		{"a", false},
		{"aaa", false},
		{"...", false},
		{"a.", false},
		{"a..", true},
		{"axx", false},
		{"ax.", false},
		{"axx..", true},
		{"aaaaaa....", true},
		{"a.a", false},
		{"a..a", false},
		{".aa", false},
		{"..a", false},
		{"aaaaaa.....a.....a..", true}, // one more each second
		{"aaaaaa.a.a.a", false},
		{"aaaaaa..a.", false},
		{"aaaaa......a......", false},
	}
	for _, tt := range tests {
		var probes []Probe
		for _, c := range tt.row {
			p := Probe{}
			switch c {
			case 'a':
				p.Reply = at(1)
			case 'x':
				p.Err = syscall.ENOBUFS
			}
			probes = append(probes, p)
		}
		if got := rateLimited(probes); got != tt.want {
			t.Errorf("row %q looks limited: %v, want %v", tt.row, got, tt.want)
		}
	}
}

func TestALoopIsOneWhateverTheFlow(t *testing.T) {
	rows := [][]socket.Reply{row(at(1))}
	for range 3 {
		rows = append(rows, row(at(2)), row(at(3)))
	}
	for _, vary := range []bool{false, true} {
		p := rowsOfFlows(Options{}, vary, rows...)
		if hops(p) != "1 2 3 2 3" || p.StopTTL != 2 || p.FlowVaries != vary {
			t.Errorf("flow varies %v: hops %s, stop at %d; want 1 2 3 2 3, a loop at 2", p.FlowVaries, hops(p), p.StopTTL)
		}
	}
}

func TestAProbeUnderWayWhenTheTimeIsUpIsNotLost(t *testing.T) {
	tests := []struct {
		net  network
		want string
		lost int
	}{
		{path(1, 150), "1 D", 0},
		{path(1, 150).when(func(_, n int) bool { return n == 1 }, socket.Reply{}), "1 D", 1},
		{path(1, 150).when(func(_, n int) bool { return n > 0 }, socket.Reply{}), "1,rate_limited D", 1},
	}
	for _, tt := range tests {
		d := tt.net.run(t, Options{Queries: 10, Deadline: 500 * ms}, socket.ICMP)
		if d.stop != StopDeadline || hops(d.path) != tt.want {
			t.Errorf("stopped with %q, hops %s; want deadline, %s", d.stop, hops(d.path), tt.want)
		}
		if lost := d.path.Hops[1].Lost(); lost != tt.lost {
			t.Errorf("%d lost at hop 2, want %d: %v", lost, tt.lost, d.path.Hops[1].Probes)
		}
	}
}
