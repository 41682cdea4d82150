package trace_test

import (
	"context"
	"fmt"
	"log"

	"ftr/internal/simnet"
	"ftr/socket"
	"ftr/trace"
)

// A trace in the simulated internet; with the real one, conn and info come from
// [socket.Open].
func Example() {
	w, err := simnet.Parse(world)
	if err != nil {
		log.Fatal(err)
	}
	conn := w.Start().Conn(socket.ICMP, socket.Raw)
	tracer := trace.New(conn, socket.Info{Protocol: socket.ICMP, Mode: socket.Raw})
	defer tracer.Close()

	path, err := tracer.Collect(context.Background(), trace.Options{Target: dest})
	if err != nil {
		log.Fatal(err)
	}
	for _, h := range path.Hops {
		fmt.Println(h.TTL, h.Addr)
	}
	fmt.Println(path.Stop)
	// Output:
	// 1 192.168.1.1
	// 2 100.64.0.1
	// 3 81.2.64.1
	// 4 154.54.10.1
	// 5 142.251.46.174
	// reached
}

func ExampleTracer_Trace() {
	w, err := simnet.Parse(world)
	if err != nil {
		log.Fatal(err)
	}
	conn := w.Start().Conn(socket.ICMP, socket.Raw)
	tracer := trace.New(conn, socket.Info{Protocol: socket.ICMP, Mode: socket.Raw})
	defer tracer.Close()

	for ev, err := range tracer.Trace(context.Background(), trace.Options{Target: dest}) {
		if err != nil {
			log.Fatal(err)
		}
		if ev.Kind != trace.Replied {
			continue
		}
		fmt.Println(ev.TTL, ev.Reply.From)
		if ev.Reply.From == dest {
			break // probes with greater TTLs got there, too
		}
	}
	// Output:
	// 1 192.168.1.1
	// 2 100.64.0.1
	// 3 81.2.64.1
	// 4 154.54.10.1
	// 5 142.251.46.174
}
