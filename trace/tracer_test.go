package trace_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ftr/internal/simnet"
	"ftr/socket"
	"ftr/trace"
)

const ms = time.Millisecond

const world = `source 192.168.1.50
hop 192.168.1.1 rtt=1ms
hop 100.64.0.1 rtt=6ms
hop 81.2.64.1 rtt=8ms
hop 154.54.10.1 rtt=14ms
dest 142.251.46.174 rtt=25ms
`

var dest = netip.MustParseAddr("142.251.46.174")

// start starts a world and a Tracer in it, which ends with the test.
func start(t *testing.T, text string) (*simnet.Network, *trace.Tracer) {
	t.Helper()
	w, err := simnet.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	n := w.Start()
	tracer := trace.New(n.Conn(socket.ICMP, socket.Raw), socket.Info{Protocol: socket.ICMP, Mode: socket.Raw})
	t.Cleanup(func() { tracer.Close() })
	return n, tracer
}

// addrs returns who answered at each TTL.
func addrs(p trace.Path) string {
	var words []string
	for _, h := range p.Hops {
		words = append(words, h.Addr.String())
	}
	return strings.Join(words, " ")
}

const wholePath = "192.168.1.1 100.64.0.1 81.2.64.1 154.54.10.1 142.251.46.174"

func TestCollectEndsWithTheLastReply(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, tracer := start(t, world)
		began := time.Now()
		p, err := tracer.Collect(t.Context(), trace.Options{Target: dest})
		if err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took != 25*ms || p.Duration != 25*ms {
			t.Errorf("took %v and says %v, want 25ms", took, p.Duration)
		}
		if got := addrs(p); got != wholePath {
			t.Errorf("path %s, want %s", got, wholePath)
		}
		if !p.Reached || p.Stop != trace.StopReached || p.StopTTL != 5 {
			t.Errorf("reached %v, stop %q at %d, want reached at 5", p.Reached, p.Stop, p.StopTTL)
		}
		for i, want := range []time.Duration{1 * ms, 6 * ms, 8 * ms, 14 * ms, 25 * ms} {
			if got := p.Hops[i].Min(); got != want {
				t.Errorf("RTT of hop %d is %v, want %v", i+1, got, want)
			}
		}
	})
}

func TestTraceYieldsInTheOrderOfArrival(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, tracer := start(t, strings.Replace(world, "rtt=8ms", "rtt=20ms", 1))
		var got []int
		for ev, err := range tracer.Trace(t.Context(), trace.Options{Target: dest}) {
			if err != nil {
				t.Fatal(err)
			}
			if ev.Kind == trace.Replied {
				got = append(got, ev.TTL)
			}
			if ev.Kind == trace.Done {
				break
			}
		}
		want := []int{1, 2, 4, 3, 5}
		for i := range want {
			if i >= len(got) || got[i] != want[i] {
				t.Fatalf("TTLs answered in the order %v, want %v", got, want)
			}
		}
	})
}

func TestASlowConsumerDelaysNoProbe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, tracer := start(t, world)
		for ev, err := range tracer.Trace(t.Context(), trace.Options{Target: dest}) {
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
			if ev.Kind == trace.Done {
				if ev.At != 25*ms {
					t.Errorf("decided at %v, want 25ms", ev.At)
				}
				return
			}
		}
	})
}

func TestLateRepliesComeAfterDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, tracer := start(t, strings.Replace(world, "rtt=6ms", "rtt=400ms", 1))
		ctx, cancel := context.WithTimeout(t.Context(), 500*ms)
		defer cancel()
		o := trace.Options{Target: dest}
		c := trace.NewCollector(o)
		var atDone string
		for ev, err := range tracer.Trace(ctx, o) {
			if err != nil {
				t.Fatal(err)
			}
			c.Add(ev)
			if ev.Kind == trace.Done {
				atDone = addrs(c.Path())
			}
		}
		if want := strings.Replace(wholePath, "100.64.0.1", "invalid IP", 1); atDone != want {
			t.Errorf("path when decided %s, want %s", atDone, want)
		}
		if got := addrs(c.Path()); got != wholePath {
			t.Errorf("path at the end %s, want %s", got, wholePath)
		}
	})
}

func TestCancelingTellsWhatIsKnown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, tracer := start(t, world)
		ctx, cancel := context.WithTimeout(t.Context(), 10*ms)
		defer cancel()
		p, err := tracer.Collect(ctx, trace.Options{Target: dest})
		if !errors.Is(err, context.DeadlineExceeded) || p.Stop != trace.StopInterrupted {
			t.Errorf("error %v, stop %q, want deadline exceeded, interrupted", err, p.Stop)
		}
		if got, want := addrs(p), "192.168.1.1 100.64.0.1 81.2.64.1"; got != want || p.Reached {
			t.Errorf("path %s, reached %v, want %s, not reached", got, p.Reached, want)
		}
	})
}

func TestTracesOnOneConnDoNotMix(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, tracer := start(t, world)
		paths := make(chan trace.Path)
		for range 10 {
			go func() {
				p, _ := tracer.Collect(t.Context(), trace.Options{Target: dest})
				paths <- p
			}()
		}
		for range 10 {
			if p := <-paths; addrs(p) != wholePath || p.Duration != 25*ms {
				t.Errorf("path %s after %v, want %s after 25ms", addrs(p), p.Duration, wholePath)
			}
		}
	})
}

func TestSendErrorsSurface(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, tracer := start(t, world)
		cause := errors.New("no route")
		n.SendErr = func(socket.Probe) error { return cause }
		p, err := tracer.Collect(t.Context(), trace.Options{Target: dest})
		if !errors.Is(err, cause) || p.Stop != trace.StopError || p.Sent != 0 || p.Duration != 0 {
			t.Errorf("error %v, stop %q, %d sent, after %v; want %v, error, 0, at once",
				err, p.Stop, p.Sent, p.Duration, cause)
		}
	})
}

func TestAProbeThatCannotBeSentHidesNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, tracer := start(t, world)
		cause, failed := errors.New("no buffers"), false
		n.SendErr = func(p socket.Probe) error {
			if p.TTL == 3 && !failed {
				failed = true
				return cause
			}
			return nil
		}
		p, err := tracer.Collect(t.Context(), trace.Options{Target: dest})
		if err != nil || addrs(p) != wholePath {
			t.Errorf("path %s, error %v; want %s, which a second probe finds", addrs(p), err, wholePath)
		}
		if !errors.Is(p.Err, cause) || !errors.Is(p.Hops[2].Probes[0].Err, cause) {
			t.Errorf("error %v, of hop 3 %v; want %v", p.Err, p.Hops[2].Probes[0].Err, cause)
		}
	})
}

func TestUnusableOptions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, tracer := start(t, world)
		for _, o := range []trace.Options{
			{},
			{Target: dest, FirstTTL: -1},
			{Target: dest, FirstTTL: 9, MaxTTL: 8},
			{Target: dest, MaxTTL: 256},
			{Target: dest, Queries: -1},
			{Target: dest, Timeout: -ms},
			{Target: dest, Size: -1},
			{Target: dest, MTU: 67},
			{Target: dest, MTU: 65536},
			{Target: dest, Queries: 1 << 40},
			{Target: dest, Interval: 1 << 62},
		} {
			if _, err := tracer.Collect(t.Context(), o); err == nil {
				t.Errorf("options %+v were accepted", o)
			}
		}
	})
}

func TestAClosedTracerTracesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, tracer := start(t, world)
		tracer.Close()
		_, err := tracer.Collect(t.Context(), trace.Options{Target: dest})
		if !errors.Is(err, net.ErrClosed) {
			t.Errorf("error %v, want that it is closed", err)
		}
	})
}

func TestClosingEndsATrace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, tracer := start(t, world)
		time.AfterFunc(10*ms, func() { tracer.Close() })
		p, err := tracer.Collect(t.Context(), trace.Options{Target: dest})
		if !errors.Is(err, net.ErrClosed) || p.Stop != trace.StopError || p.Duration != 10*ms {
			t.Errorf("error %v, stop %q after %v; want closed, error after 10ms", err, p.Stop, p.Duration)
		}
	})
}

// Routers that quote too little, further away than two queries are apart: each
// is found all the same, and no answer is taken for that to another query.
func TestShortQuotesFromAfar(t *testing.T) {
	const text = `source 192.168.1.50
hop 192.168.1.1 rtt=50ms quote=8
hop 100.64.0.1 rtt=500ms quote=8
hop 81.2.64.1 rtt=150ms quote=8
hop 154.54.10.1 rtt=200ms quote=8
dest 142.251.46.174 rtt=250ms
`
	rtts := []time.Duration{50 * ms, 500 * ms, 150 * ms, 200 * ms, 250 * ms}
	synctest.Test(t, func(t *testing.T) {
		w, err := simnet.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		tracer := trace.New(w.Start().Conn(socket.UDP, socket.Datagram), socket.Info{Protocol: socket.UDP, Mode: socket.Datagram})
		defer tracer.Close()
		for queries := 1; queries <= 5; queries++ {
			p, err := tracer.Collect(t.Context(), trace.Options{Target: dest, Queries: queries})
			if err != nil || addrs(p) != wholePath || !p.FlowVaries {
				t.Errorf("%d queries: path %s, flow varies %v, error %v; want %s", queries, addrs(p), p.FlowVaries, err, wholePath)
			}
			for i, h := range p.Hops {
				if want := rtts[i]; h.Min() != want || h.Max() != want {
					t.Errorf("%d queries: RTTs of hop %d from %v to %v, want %v", queries, i+1, h.Min(), h.Max(), want)
				}
			}
			if most := time.Duration(queries)*1020*ms + 700*ms; p.Duration > most {
				t.Errorf("%d queries took %v, want %v at most", queries, p.Duration, most)
			}
			time.Sleep(10 * time.Second) // the Conn forgets the probes
		}
	})
}

func TestAnOverdueDestinationIsAnnounced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, tracer := start(t, strings.Replace(world, "rtt=25ms", "icmp=silent", 1))
		began := time.Now()
		var said []time.Duration
		for ev, err := range tracer.Trace(t.Context(), trace.Options{Target: dest}) {
			if err != nil {
				t.Fatal(err)
			}
			if ev.Kind == trace.Done {
				break
			}
			if ev.Kind == trace.Overdue {
				said = append(said, ev.At, time.Since(began))
			}
		}
		const want = 540 * ms // the last TTL is probed after 40 ms
		if !slices.Equal(said, []time.Duration{want, want}) {
			t.Errorf("announced at %v, want %v, once and at that time", said, want)
		}
	})
}

func TestFlowsThatVaryAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, err := simnet.Parse(world)
		if err != nil {
			t.Fatal(err)
		}
		for _, mode := range []socket.Mode{socket.Raw, socket.Datagram} {
			conn, info, err := w.Start().Open(socket.Config{Protocol: socket.TCP, Mode: mode})
			if err != nil {
				t.Fatal(err)
			}
			tracer := trace.New(conn, info)
			p, err := tracer.Collect(t.Context(), trace.Options{Target: dest})
			if want := mode == socket.Datagram; err != nil || p.FlowVaries != want || addrs(p) != wholePath {
				t.Errorf("%v: flow varies %v, path %s, error %v; want %v, %s", mode, p.FlowVaries, addrs(p), err, want, wholePath)
			}
			tracer.Close()
		}
	})
}
