package main

import (
	"net/netip"
	"testing"
	"time"

	"ftr/internal/simnet"
	"ftr/socket"
)

const (
	plain = `source 192.168.1.50
hop 192.168.1.1 rtt=1ms
hop *
hop 81.2.64.1 rtt=8ms
dest 142.251.46.174 rtt=25ms
`
	refusing = `source 192.168.1.50
hop 192.168.1.1 rtt=1ms
hop 81.2.64.1 rtt=8ms unreachable=!X
hop 81.2.64.9 rtt=9ms
dest 142.251.46.174 rtt=25ms
`
	looping = `source 192.168.1.50
hop 192.168.1.1 rtt=1ms
hop 81.2.64.1 rtt=8ms
hop 81.2.64.9 rtt=9ms
dest 142.251.46.174 rtt=25ms
loop 2 3
`
)

// at makes a row with a round-trip time of ten milliseconds.
func at(ttl int, addr string) row {
	return row{ttl, netip.MustParseAddr(addr), 10 * time.Millisecond}
}

func TestJudge(t *testing.T) {
	network := map[int][]time.Duration{1: {9 * time.Millisecond, 20 * time.Millisecond}}
	tests := []struct {
		name, world string
		rows        []row
		want        score
	}{
		{"all right", plain, []row{at(1, "192.168.1.1"), at(3, "81.2.64.1"), at(4, "142.251.46.174")}, score{3, 0, 0, time.Millisecond}},
		{"nothing shown", plain, nil, score{0, 3, 0, -1}},
		{"destination too far away", plain, []row{at(5, "142.251.46.174")}, score{0, 3, 1, -1}},
		{"address where none answers", plain, []row{at(2, "81.2.64.1")}, score{0, 3, 1, -1}},
		{"refusal shown once more", refusing, []row{at(1, "192.168.1.1"), at(2, "81.2.64.1"), at(3, "81.2.64.1")}, score{2, 0, 0, time.Millisecond}},
		{"refusal shown at every TTL", refusing, []row{at(1, "192.168.1.1"), at(2, "81.2.64.1"), at(3, "81.2.64.1"), at(4, "81.2.64.1")}, score{2, 0, 1, time.Millisecond}},
		{"loop", looping, []row{at(1, "192.168.1.1"), at(2, "81.2.64.1"), at(3, "81.2.64.9"), at(4, "81.2.64.1"), at(5, "81.2.64.9")}, score{3, 0, 0, time.Millisecond}},
		{"loop out of step", looping, []row{at(4, "81.2.64.9")}, score{0, 3, 1, -1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, err := simnet.Parse(tt.world)
			if err != nil {
				t.Fatal(err)
			}
			if got := judge(w.Truth(socket.ICMP), tt.rows, network); got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}
