package socket

import (
	"encoding/binary"
	"testing"
	"time"
)

func TestRoundTrip(t *testing.T) {
	sent := time.Now()
	now := sent.Add(50 * time.Millisecond) // on both clocks
	wall := now.Round(0)
	for _, c := range []struct {
		name  string
		stamp time.Time
		want  time.Duration
	}{
		{"arrived 10 ms ago", wall.Add(-10 * time.Millisecond), 40 * time.Millisecond},
		{"arrived just now", wall, 50 * time.Millisecond},
		{"arrived as it left", wall.Add(-50 * time.Millisecond), 0},
		{"no stamp", time.Time{}, 50 * time.Millisecond},
		{"arrived before it left", wall.Add(-51 * time.Millisecond), 50 * time.Millisecond},
		{"the clock went forward an hour since", wall.Add(-time.Hour), 50 * time.Millisecond},
		{"the clock went back an hour since", wall.Add(time.Hour), 50 * time.Millisecond},
	} {
		if got := roundTrip(sent, now, c.stamp); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// A clock that stepped before the arrival changes nothing: sent's wall reading
// does not count.
func TestRoundTripIgnoresAClockStepUnderWay(t *testing.T) {
	sent := time.Now()
	now := sent.Add(50 * time.Millisecond)
	// A stamp of the stepped clock, as far from the stepped now as it was.
	if got := roundTrip(sent, now, now.Round(0).Add(-20*time.Millisecond)); got != 30*time.Millisecond {
		t.Errorf("got %v, want 30ms", got)
	}
}

func FuzzParseTimespec(f *testing.F) {
	f.Add(int64(1795406400), int64(999999999))
	f.Add(int64(-1), int64(0))
	f.Fuzz(func(t *testing.T, sec, nsec int64) {
		var b []byte
		b = binary.NativeEndian.AppendUint64(b, uint64(sec))
		b = binary.NativeEndian.AppendUint64(b, uint64(nsec))
		if got, want := parseTimespec(b), time.Unix(sec, nsec); !got.Equal(want) {
			t.Errorf("%d s %d ns: %v, want %v", sec, nsec, got, want)
		}
		b = binary.NativeEndian.AppendUint32(nil, uint32(sec))
		b = binary.NativeEndian.AppendUint32(b, uint32(nsec))
		if got, want := parseTimespec(b), time.Unix(int64(int32(sec)), int64(int32(nsec))); !got.Equal(want) {
			t.Errorf("%d s %d ns, 32 bits: %v, want %v", sec, nsec, got, want)
		}
		if got := parseTimespec(b[:7]); !got.IsZero() {
			t.Errorf("7 bytes: %v, want none", got)
		}
	})
}
