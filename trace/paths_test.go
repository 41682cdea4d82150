package trace_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ftr/internal/simnet"
	"ftr/socket"
	"ftr/trace"
)

// silence is the RTT of a hop that does not answer.
const silence = -1

// straight returns a world of one router per hop with the given RTTs in ms, the
// last being the destination's.
func straight(t *testing.T, is6 bool, rtts []int) *simnet.World {
	t.Helper()
	addr := func(i int) string { return fmt.Sprintf("198.51.100.%d", i) }
	if is6 {
		addr = func(i int) string { return fmt.Sprintf("2001:db8::%d", i) }
	}
	var b strings.Builder
	fmt.Fprintf(&b, "source %s\n", addr(100))
	for i, rtt := range rtts {
		switch {
		case i == len(rtts)-1:
			fmt.Fprintf(&b, "dest %s rtt=%dms\n", addr(i+1), rtt)
		case rtt == silence:
			b.WriteString("hop *\n")
		default:
			fmt.Fprintf(&b, "hop %s rtt=%dms\n", addr(i+1), rtt)
		}
	}
	w, err := simnet.Parse(b.String())
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// A pathCase is a path and how it is traced.
type pathCase struct {
	rtts    []int // by TTL from 1, in ms
	small   bool  // probes are as short as they may be
	tos     uint8
	queries int
	limit   time.Duration // of the whole trace; zero: the default
}

var pathCases = map[string]pathCase{
	"even steps":        {rtts: []int{10, 20, 30, 40, 50, 60, 70}},
	"gaps":              {rtts: []int{10, 20, silence, 40, 50, silence, 70, 80, 90}},
	"farther is faster": {rtts: []int{20, 15, 10, 5, 1}},
	"shortest probes":   {rtts: []int{10, 20, 30}, small: true},
	"marked":            {rtts: []int{10, 20, 30}, tos: 224},
	"in a hurry":        {rtts: []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, limit: 250 * ms},
	"many rounds":       {rtts: []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30}, queries: 20},
}

// Plain paths are found as they are by every method: who, where, and the time to
// the nanosecond.
func TestPathsAreFoundAsTheyAre(t *testing.T) {
	for name, c := range pathCases {
		for _, is6 := range []bool{false, true} {
			for _, proto := range []socket.Protocol{socket.ICMP, socket.UDP, socket.TCP} {
				for _, mode := range []socket.Mode{socket.Raw, socket.Datagram} {
					t.Run(fmt.Sprintf("%s/IPv6 %v/%s %s", name, is6, proto, mode), func(t *testing.T) {
						synctest.Test(t, func(t *testing.T) {
							c.check(t, straight(t, is6, c.rtts), socket.Config{IPv6: is6, Protocol: proto, Mode: mode, TOS: c.tos})
						})
					})
				}
			}
		}
	}
}

func (c pathCase) check(t *testing.T, w *simnet.World, config socket.Config) {
	t.Helper()
	conn, info, err := w.Start().Open(config)
	if err != nil {
		t.Fatal(err)
	}
	tracer := trace.New(conn, info)
	defer tracer.Close()
	options := trace.Options{Target: w.Dest.Addr, TOS: c.tos, Queries: c.queries, Deadline: c.limit}
	if c.small && config.Protocol != socket.TCP { // a SYN has no payload to be cut
		options.Size = shortest(w.Is6())
	}
	p, err := tracer.Collect(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	if !p.Reached || len(p.Hops) != len(c.rtts) {
		t.Fatalf("reached %v with %d hops, want %d", p.Reached, len(p.Hops), len(c.rtts))
	}
	for i, h := range p.Hops {
		addr, rtt := c.expect(w, i)
		if h.Addr != addr || h.Min() != rtt || len(h.Notes) > 0 {
			t.Errorf("hop %d is %v after %v, noted %v; want %v after %v", h.TTL, h.Addr, h.Min(), h.Notes, addr, rtt)
		}
		if h.Received() != h.Sent() && addr.IsValid() {
			t.Errorf("hop %d answered %d of %d probes", h.TTL, h.Received(), h.Sent())
		}
	}
}

// expect returns who is at a place of the path, from zero, and how far away.
func (c pathCase) expect(w *simnet.World, place int) (netip.Addr, time.Duration) {
	rtt := time.Duration(c.rtts[place]) * ms
	switch {
	case place == len(w.Hops):
		return w.Dest.Addr, rtt
	case c.rtts[place] == silence:
		return netip.Addr{}, 0
	}
	return w.Hops[place].Addrs[0], rtt
}

// shortest is the length of the shortest probe: what socket tells probes by
// follows the headers.
func shortest(is6 bool) int {
	if is6 {
		return 56
	}
	return 36
}
