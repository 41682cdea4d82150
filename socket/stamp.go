package socket

import (
	"encoding/binary"
	"time"
)

// roundTrip returns the time from sent to the arrival of a reply. The kernel
// stamped the arrival with the wall clock; now, read from both clocks at once,
// tells how long ago that was. Only durations cross from one clock to the
// other, so that a step of the wall clock between sent and arrival does no
// harm. Where the stamp is missing, or impossible because the wall clock
// stepped between arrival and now, the reply counts as having arrived now.
func roundTrip(sent, now, stamp time.Time) time.Duration {
	elapsed := now.Sub(sent)
	if stamp.IsZero() {
		return elapsed
	}
	delay := now.Round(0).Sub(stamp) // Round strips the monotonic reading
	if delay < 0 || delay > elapsed {
		return elapsed
	}
	return elapsed - delay
}

// parse reads the stamp in a control message. The zero Time means that b is none.
func (s stamp) parse(b []byte) time.Time {
	if s.unit == time.Nanosecond {
		return parseTimespec(b)
	}
	return parseTimeval(b, s.short)
}

// parseTimeval reads a struct timeval of either word size, in the byte order of
// this machine, as a wall clock time. Where its microseconds are short there may be
// four bytes behind them, of which nobody has promised that they are zero.
func parseTimeval(b []byte, short bool) time.Time {
	switch {
	case len(b) == 16 && !short:
		return time.Unix(int64(binary.NativeEndian.Uint64(b)), 1000*int64(binary.NativeEndian.Uint64(b[8:])))
	case len(b) == 16 || len(b) == 12:
		return time.Unix(int64(binary.NativeEndian.Uint64(b)), 1000*int64(int32(binary.NativeEndian.Uint32(b[8:]))))
	case len(b) == 8:
		return time.Unix(int64(int32(binary.NativeEndian.Uint32(b))), 1000*int64(int32(binary.NativeEndian.Uint32(b[4:]))))
	}
	return time.Time{}
}

// parseTimespec reads a struct timespec of either word size, in the byte order
// of this machine, as a wall clock time. The zero Time means that b is none.
func parseTimespec(b []byte) time.Time {
	switch len(b) {
	case 16:
		return time.Unix(int64(binary.NativeEndian.Uint64(b)), int64(binary.NativeEndian.Uint64(b[8:])))
	case 8:
		return time.Unix(int64(int32(binary.NativeEndian.Uint32(b))), int64(int32(binary.NativeEndian.Uint32(b[4:]))))
	}
	return time.Time{}
}
