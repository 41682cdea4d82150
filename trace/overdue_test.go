package trace

import (
	"slices"
	"testing"
	"time"

	"ftr/socket"
)

func TestOverdue(t *testing.T) {
	dead := path(append(eleven[:10:10], -1)...)
	tests := []struct {
		name string
		net  network
		o    Options
		want []time.Duration
	}{
		{
			name: "half the timeout after the last TTL was probed",
			net:  dead, want: []time.Duration{36*ms + 500*ms},
		},
		{
			name: "by the timeout that was asked for",
			net:  dead, o: Options{Timeout: 200 * ms}, want: []time.Duration{36*ms + 100*ms},
		},
		{
			name: "also where probes are far apart",
			net:  dead, o: Options{MaxTTL: 12, Interval: 100 * ms}, want: []time.Duration{1100*ms + 500*ms},
		},
		{
			name: "not where the destination answered",
			net:  path(eleven...),
		},
		{
			name: "once, where the destination answers later than that",
			net:  path(1, 6, 700), want: []time.Duration{40*ms + 500*ms},
		},
		{
			name: "not where it is unreachable",
			net:  path(eleven...).when(behind(6), prohibited(router(6), 15*ms)),
		},
		{
			name: "not where the path ends in a loop",
			net:  path(-1).looping(3, 3, 10*ms),
		},
		{
			name: "not where the last TTL was reached before",
			net:  path(eleven...), o: Options{MaxTTL: 5},
		},
		{
			name: "not where the time was up before",
			net:  dead, o: Options{Deadline: 500 * ms},
		},
	}
	for _, tt := range tests {
		for _, proto := range []socket.Protocol{socket.ICMP, socket.UDP, socket.TCP} {
			d := tt.net.run(t, tt.o, proto)
			if !slices.Equal(d.overdue, tt.want) {
				t.Errorf("%s, %v: said to be overdue at %v, want %v", tt.name, proto, d.overdue, tt.want)
			}
		}
	}
}
