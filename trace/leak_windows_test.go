package trace_test

import (
	"net/netip"
	"os"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/windows"

	"ftr/socket"
	"ftr/trace"
)

// A thousand traces in one process leave nothing behind, every tenth of which is
// broken off while the system waits for replies. Tests of cmd/ftr run this in a
// simulated internet and say where one may trace to: to who answers and to who does
// not.
func TestThousandTracesLeaveNothing(t *testing.T) {
	answering, err := netip.ParseAddr(os.Getenv("FTR_WINE_ANSWERING"))
	if err != nil {
		t.Skip("there is no simulated internet")
	}
	silent := netip.MustParseAddr(os.Getenv("FTR_WINE_SILENT"))
	traceMany(t, 100, answering, silent) // what is made once is there from then on
	before := footprintNow(t)
	start := time.Now()
	traceMany(t, 1000, answering, silent)
	t.Logf("1000 traces took %v", time.Since(start))

	var after footprint
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if after = footprintNow(t); after.goroutines <= before.goroutines {
			break // the last requests have ended
		}
	}
	t.Logf("before %+v, after %+v", before, after)
	// The runtime keeps threads, at a few handles each.
	if after.goroutines > before.goroutines || after.handles > before.handles+50 || after.heap > before.heap+1<<20 {
		t.Errorf("before %+v, after %+v", before, after)
	}
}

// traceMany runs n traces, each with a Conn of its own.
func traceMany(t *testing.T, n int, answering, silent netip.Addr) {
	t.Helper()
	for i := range n {
		// Wine has 256 requests under way at most.
		c, info, err := socket.Open(socket.Config{Protocol: socket.ICMP, Timeout: 500 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		tracer := trace.New(c, info)
		if i%10 == 0 {
			breakOff(t, tracer, silent)
		} else if p, err := tracer.Collect(t.Context(), trace.Options{Target: answering}); err != nil || !p.Reached {
			t.Fatalf("trace %d: %+v, %v", i, p, err)
		}
		if err := tracer.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// breakOff ends a trace at the first reply.
func breakOff(t *testing.T, tracer *trace.Tracer, target netip.Addr) {
	t.Helper()
	for ev, err := range tracer.Trace(t.Context(), trace.Options{Target: target}) {
		if err != nil {
			t.Fatal(err)
		}
		if ev.Kind == trace.Replied {
			return
		}
	}
	t.Fatal("no reply")
}

// A footprint is what the process has.
type footprint struct {
	handles    uintptr // of the system, about
	goroutines int
	heap       uint64 // bytes
}

func footprintNow(t *testing.T) footprint {
	t.Helper()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return footprint{handles: lowestHandle(t), goroutines: runtime.NumGoroutine(), heap: m.HeapAlloc}
}

// lowestHandle returns the number of the first handle that is free: they are multiples
// of four, and Wine, which does not count them (GetProcessHandleCount), gives out the
// lowest one.
func lowestHandle(t *testing.T) uintptr {
	t.Helper()
	h, err := windows.CreateEvent(nil, 0, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer windows.CloseHandle(h)
	return uintptr(h) / 4
}
