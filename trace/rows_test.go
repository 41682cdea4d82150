package trace

import (
	"testing"

	"ftr/socket"
)

// rowsOf returns the path whose TTLs from o.FirstTTL on got the given replies, one
// for each probe; a zero one is silence.
func rowsOf(o Options, rows ...[]socket.Reply) Path { return rowsOfFlows(o, false, rows...) }

// rowsOfFlows is rowsOf for a Conn whose probes are flows of their own or not.
func rowsOfFlows(o Options, vary bool, rows ...[]socket.Reply) Path {
	var events []Event
	for i, row := range rows {
		for j, r := range row {
			ev := Event{Kind: Sent, TTL: max(o.FirstTTL, 1) + i, Index: j, FlowVaries: vary}
			events = append(events, ev)
			if r.Kind != 0 {
				ev.Kind, ev.Reply = Replied, r
				events = append(events, ev)
			}
		}
	}
	return collect(o, events...)
}

func row(rs ...socket.Reply) []socket.Reply { return rs }

// at returns the time exceeded of the router at a TTL.
func at(ttl int) socket.Reply { return expired(router(ttl), ms) }

// quoting returns the reply with a quoted time to live and type of service.
func quoting(r socket.Reply, ttl, tos uint8) socket.Reply {
	r.Quote = socket.Quote{Known: true, TTL: ttl, TOS: tos}
	return r
}

// arriving returns the reply with the time to live that it arrives with.
func arriving(r socket.Reply, ttl int) socket.Reply {
	r.TTL = ttl
	return r
}

func echo() socket.Reply { return icmp(socket.EchoReply, 0, 0, target, ms) }

// A rowTest is a path and what it is to look like.
type rowTest struct {
	name string
	path Path
	want string
}

func checkRows(t *testing.T, tests []rowTest) {
	t.Helper()
	for _, tt := range tests {
		if got := hops(tt.path); got != tt.want {
			t.Errorf("%s: hops %s, want %s", tt.name, got, tt.want)
		}
	}
}
