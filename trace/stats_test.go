package trace

import (
	"net"
	"net/netip"
	"slices"
	"testing"
	"time"

	"ftr/socket"
)

// hopOf returns a hop whose probes were answered after the given times: a
// negative one is no answer, zero an answer whose time is unknown.
func hopOf(rtts ...time.Duration) Hop {
	var h Hop
	for _, rtt := range rtts {
		p := Probe{}
		if rtt >= 0 {
			p.Reply = expired(router(1), rtt)
		}
		h.Probes = append(h.Probes, p)
	}
	return h
}

func TestStatistics(t *testing.T) {
	tests := []struct {
		name                  string
		hop                   Hop
		received              int
		min, avg, max, stdDev time.Duration
	}{
		{"of no probe", hopOf(), 0, 0, 0, 0, 0},
		{"of silence", hopOf(-1, -1), 0, 0, 0, 0, 0},
		{"of one", hopOf(7 * ms), 1, 7 * ms, 7 * ms, 7 * ms, 0},
		{"of two", hopOf(10*ms, 20*ms), 2, 10 * ms, 15 * ms, 20 * ms, 5 * ms},
		{"of many", hopOf(2*ms, 4*ms, 4*ms, 4*ms, 5*ms, 5*ms, 7*ms, 9*ms), 8, 2 * ms, 5 * ms, 9 * ms, 2 * ms},
		{"rounded to the nanosecond", hopOf(1, 2, 4), 3, 1, 2, 4, 1},
		{"without what was lost", hopOf(10*ms, -1, 20*ms), 2, 10 * ms, 15 * ms, 20 * ms, 5 * ms},
		{"without times that are unknown", hopOf(10*ms, 0, 20*ms), 3, 10 * ms, 15 * ms, 20 * ms, 5 * ms},
		{"of nothing but unknown times", hopOf(0, 0), 2, 0, 0, 0, 0},
		{"of days", hopOf(24*time.Hour, 48*time.Hour), 2, 24 * time.Hour, 36 * time.Hour, 48 * time.Hour, 12 * time.Hour},
	}
	for _, tt := range tests {
		h := tt.hop
		if got := h.Received(); got != tt.received {
			t.Errorf("%s: received %d, want %d", tt.name, got, tt.received)
		}
		got := [...]time.Duration{h.Min(), h.Avg(), h.Max(), h.StdDev()}
		if want := [...]time.Duration{tt.min, tt.avg, tt.max, tt.stdDev}; got != want {
			t.Errorf("%s: min, avg, max, deviation %v, want %v", tt.name, got, want)
		}
	}
}

func TestStatisticsCountWhatWasSent(t *testing.T) {
	h := hopOf(ms, -1)
	h.Probes = append(h.Probes, Probe{Err: net.ErrClosed})
	if h.Sent() != 2 || h.Received() != 1 {
		t.Errorf("sent %d, received %d; want 2 and 1, since the third probe did not leave", h.Sent(), h.Received())
	}
}

func TestResponders(t *testing.T) {
	h := hopOf(ms, -1, ms, 0)
	h.Probes[2].Reply.From = router(2)
	if got, want := h.Responders(), []netip.Addr{router(1), router(2)}; !slices.Equal(got, want) {
		t.Errorf("responders %v, want %v", got, want)
	}
}

func TestAnUnknownRTTEndsAHopAsAnyOther(t *testing.T) {
	d := path(eleven...).when(func(ttl, _ int) bool { return ttl == 4 }, expired(router(4), 0)).
		run(t, Options{}, socket.TCP)
	if hops(d.path) != "1 2 3 4 5 6 7 8 9 10 D" || len(d.path.Hops[3].Probes) != 1 {
		t.Errorf("hops %s with %d probes to hop 4, want it answered by the first", hops(d.path), len(d.path.Hops[3].Probes))
	}
}
