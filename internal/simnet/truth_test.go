package simnet

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"time"

	"ftr/socket"
)

func TestTruth(t *testing.T) {
	const head = "source 192.0.2.1\nhop 192.0.2.2 rtt=1ms\n"
	const dest = "dest 198.51.100.1 rtt=9ms"
	for _, tt := range []struct {
		name, world string
		proto       socket.Protocol
		shows       string // who may stand at the first TTLs
		must        string
	}{
		{"all answer", head + dest, socket.ICMP, "[192.0.2.2] [198.51.100.1] []", "[1 2]"},
		{"silent hop", head + "hop *\n" + dest, socket.ICMP, "[192.0.2.2] [] [198.51.100.1]", "[1 3]"},
		{"silent destination", head + dest + " icmp=silent", socket.ICMP, "[192.0.2.2] [] []", "[1]"},
		{"silent to ICMP only", head + dest + " icmp=silent", socket.UDP, "[192.0.2.2] [198.51.100.1] []", "[1 2]"},
		{"another address", head + dest + " from=198.51.100.2", socket.ICMP, "[192.0.2.2] [198.51.100.1 198.51.100.2] []", "[1 2]"},
		{"refusal", head + "hop 192.0.2.3 rtt=2ms unreachable=!X\n" + dest, socket.ICMP, "[192.0.2.2] [192.0.2.3] [192.0.2.3]", "[1 2]"},
		{"zero TTL", head + "hop 192.0.2.3 rtt=2ms zerottl\nhop 192.0.2.4 rtt=3ms\n" + dest, socket.ICMP, "[192.0.2.2] [192.0.2.4] [192.0.2.4]", "[1 2 3 4]"},
		{"loop", head + "hop 192.0.2.3 rtt=2ms\n" + dest + "\nloop 1 2", socket.ICMP, "[192.0.2.2] [192.0.2.3] [192.0.2.2]", "[1 2]"},
	} {
		w, err := Parse(tt.world)
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		got := w.Truth(tt.proto)
		shows := fmt.Sprintf("%v %v %v", got.Shows[1], got.Shows[2], got.Shows[3])
		if must := fmt.Sprint(got.Must); shows != tt.shows || must != tt.must {
			t.Errorf("%s: %s and %s, want %s and %s", tt.name, shows, must, tt.shows, tt.must)
		}
	}
}

// patient returns a copy of the World that neither loses nor limits answers.
func (w *World) patient() *World {
	p := *w
	p.Hops = slices.Clone(w.Hops)
	for i := range p.Hops {
		p.Hops[i].Loss, p.Hops[i].Limit = 0, Limit{}
	}
	p.Dest.Loss, p.Dest.Limit, p.Dest.Drop = 0, Limit{}, 0
	return &p
}

// checkTruth compares what the World says of itself with what comes back for a
// probe of each TTL, up to where the path ends.
func checkTruth(t *testing.T, w *World, p socket.Protocol) {
	t.Helper()
	truth, n := w.Truth(p), w.patient().Start()
	last := 0
	if len(truth.Must) > 0 {
		last = truth.Must[len(truth.Must)-1]
	}
	for ttl := 1; ttl <= last+1; ttl++ {
		var from netip.Addr
		if as := n.Receive(epoch.Add(time.Duration(ttl)*time.Second), w.probe(p, 0, ttl)); len(as) > 0 {
			from = as[0].From
		}
		switch must := slices.Contains(truth.Must, ttl); {
		case must && !from.IsValid():
			t.Errorf("%s, TTL %d: no one answers, want %v in\n%s", p, ttl, truth.Shows[ttl], w)
		case from.IsValid() && ttl <= last && !must:
			t.Errorf("%s, TTL %d: %v answers, and need not, in\n%s", p, ttl, from, w)
		case from.IsValid() && ttl <= last && !slices.Contains(truth.Shows[ttl], from):
			t.Errorf("%s, TTL %d: %v answers, want %v in\n%s", p, ttl, from, truth.Shows[ttl], w)
		}
	}
}

func TestEveryBuiltinAnswersAsItsTruthSays(t *testing.T) {
	for _, name := range Names() {
		for _, p := range []socket.Protocol{socket.ICMP, socket.UDP, socket.TCP} {
			checkTruth(t, builtin(t, name), p)
		}
	}
}

func FuzzTruth(f *testing.F) {
	f.Add(everything)
	f.Add("source 10.0.0.1\nhop 10.0.0.2 zerottl block=udp reject=tcp/reset,icmp\nhop * zerottl\ndest 10.0.0.3 unreachable=!X")
	f.Add("source 10.0.0.1\nhop * intercept=udp,tcp\nhop 10.0.0.2 unreachable=!X\nhop 10.0.0.4\ndest 10.0.0.3 icmp=silent")
	f.Fuzz(func(t *testing.T, text string) {
		w, err := Parse(text)
		if err != nil {
			return
		}
		for _, p := range []socket.Protocol{socket.ICMP, socket.UDP, socket.TCP} {
			checkTruth(t, w, p)
		}
	})
}
