package socket

import (
	"testing"
	"time"
)

func TestWholeClock(t *testing.T) {
	const ms = time.Millisecond
	var c wholeClock
	for _, s := range []struct {
		what        string
		own, system time.Duration
		want        time.Duration
		unstamped   bool
	}{
		{"as measured", 9400 * time.Microsecond, 9 * ms, 9400 * time.Microsecond, false},
		{"rounded up", 9600 * time.Microsecond, 10 * ms, 9600 * time.Microsecond, false},
		{"we were late", 17 * ms, 9 * ms, 10 * ms, false},
		{"less than a millisecond, and we were late", 5 * ms, 0, ms, false},
		{"longer than it can have taken: the clock is coarse", 9 * ms, 16 * ms, 9 * ms, false},
		{"so this says nothing", 12 * ms, 0, 12 * ms, true},
		{"but this does", 16 * ms, 16 * ms, 16 * ms, false},
	} {
		rtt, unstamped := c.settle(s.own, s.system)
		if rtt != s.want || unstamped != s.unstamped {
			t.Errorf("%s: got %v, %t, want %v, %t", s.what, rtt, unstamped, s.want, s.unstamped)
		}
	}
}
