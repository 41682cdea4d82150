package trace

import (
	"testing"

	"ftr/socket"
)

func TestBack(t *testing.T) {
	tests := []struct {
		there, replyTTL, want int
	}{
		{1, 255, 1},
		{5, 251, 5},
		{5, 60, 5},
		{5, 124, 5},
		{5, 28, 5},
		{9, 51, 14},
		{9, 61, 4},
		{1, 64, 1},
		{12, 117, 12},
		{30, 32, 33}, // 33 back from 64 is more likely than 1 from 32
		{3, 32, 1},
		{40, 25, 40},
		{4, 129, 127},
		{1, 1, 32},
		{7, 0, 0},
	}
	for _, tt := range tests {
		h := Hop{TTL: tt.there, Probes: []Probe{{}, {Reply: arriving(at(1), tt.replyTTL)}}}
		if got := h.Back(); got != tt.want {
			t.Errorf("TTL %d, answered with TTL %d: %d hops back, want %d", tt.there, tt.replyTTL, got, tt.want)
		}
	}
	if got := (Hop{TTL: 3, Probes: []Probe{{}}}).Back(); got != 0 {
		t.Errorf("a silent hop is %d hops back, want 0: unknown", got)
	}
}

// returning returns a path on which the ways back are longer than the ways there
// by the given numbers of hops; the last one is the destination's.
func returning(first int, longer ...int) Path {
	var rows [][]socket.Reply
	for i, more := range longer {
		ttl := first + i
		r, initial := at(ttl), 255
		if i == len(longer)-1 {
			r, initial = echo(), 64
		}
		rows = append(rows, row(arriving(r, initial-(ttl+more)+1)))
	}
	return rowsOf(Options{FirstTTL: first}, rows...)
}

func TestReturnPath(t *testing.T) {
	limited := []socket.Reply{arriving(icmp(socket.PortUnreachable, 3, 3, target, ms), 62)} // three hops away
	quiet := []socket.Reply{{}}
	checkRows(t, []rowTest{
		{"is not named where it is as long", returning(1, 0, 0, 0, 0), "1 2 3 D"},
		{"is not for one hop more or less", returning(1, 0, 1, 0, -1, 0, 1), "1 2 3 4 5 D"},
		{"is where it begins to be longer", returning(1, 0, 0, 4, 4, 4), "1 2 3,return_path 4 D"},
		{"is where it begins to be shorter", returning(1, 0, 0, 0, -2, -2), "1 2 3 4,return_path D"},
		{"is where that begins at the destination", returning(1, 0, 0, 0, 3), "1 2 3 D,return_path"},
		{"is where that begins at the first hop", returning(1, 2, 2, 2), "1,return_path 2 D"},
		{"is again where the difference grows", returning(1, 0, 2, 3, 5, 5), "1 2,return_path 3 4,return_path D"},
		{"is again where it changes sides", returning(1, 0, 3, -2, -2), "1 2,return_path 3,return_path D"},
		{"is once for a tunnel, from whose end all its hops answer", returning(1, 0, 8, 6, 4, 2, 0, 0), "1 2,return_path 3 4 5 6 D"},
		{"is again after it was as long", returning(1, 3, 0, 3, 3), "1,return_path 2 3,return_path D"},
		{"is not at the first TTL where that is not the first hop", returning(4, 3, 3, 3), "4 5 D"},
		{"is behind it", returning(4, 3, 3, 6), "4 5 D,return_path"},
		{
			"is not where the TTL of replies is unknown",
			rowsOf(Options{}, row(at(1)), row(at(2)), row(echo())), "1 2 D",
		},
		{
			"is told from the last hop that is known",
			rowsOf(Options{}, row(arriving(at(1), 255)), quiet, row(at(3)), row(arriving(at(4), 249))), "1 * 3 4,return_path",
		},
		{
			"is not where a destination that limits its answers is nearer than it looks",
			rowsOf(Options{}, row(arriving(at(1), 255)), row(arriving(at(2), 254)), quiet, quiet, quiet, limited), "1 2 * * * D",
		},
		{
			"is not in a loop, whose routers are nearer than they look",
			rowsOf(Options{}, row(arriving(at(1), 255)),
				row(arriving(at(2), 254)), row(arriving(at(3), 253)), row(arriving(at(2), 254)), row(arriving(at(3), 253)),
				row(arriving(at(2), 254)), row(arriving(at(3), 253))), "1 2 3 2 3",
		},
	})
}
