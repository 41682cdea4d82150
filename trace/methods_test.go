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

// everyMethod runs f in the world once for each protocol, with and without
// privilege.
func everyMethod(t *testing.T, text string, f func(t *testing.T, tracer *trace.Tracer, info socket.Info)) {
	t.Helper()
	for _, proto := range []socket.Protocol{socket.ICMP, socket.UDP, socket.TCP} {
		for _, mode := range []socket.Mode{socket.Raw, socket.Datagram} {
			t.Run(fmt.Sprintf("%v %v", proto, mode), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w, err := simnet.Parse(text)
					if err != nil {
						t.Fatal(err)
					}
					conn, info, err := w.Start().Open(socket.Config{IPv6: w.Is6(), Protocol: proto, Mode: mode})
					if err != nil {
						t.Fatal(err)
					}
					tracer := trace.New(conn, info)
					defer tracer.Close()
					f(t, tracer, info)
				})
			})
		}
	}
}

// words returns the path as words: who answered at each TTL, with mark and notes.
func words(p trace.Path) string {
	var all []string
	for _, h := range p.Hops {
		w := h.Addr.String() + h.Mark
		for _, n := range h.Notes {
			w += "," + string(n)
		}
		all = append(all, w)
	}
	return strings.Join(all, " ")
}

const world6 = `source 2001:db8::50
hop 2001:db8::1 rtt=1ms
hop 2001:db8::2 rtt=6ms
hop 2001:db8::3 rtt=8ms
dest 2001:db8:1::1 rtt=25ms
`

// What iptables rejects is answered with port unreachable (iptables-extensions(8),
// REJECT), which from a router is no arrival.
func TestARejectOnTheWayIsNoArrival(t *testing.T) {
	tests := []struct {
		name, text, target, want string
		took                     time.Duration
	}{
		{
			"at once", strings.Replace(world, "rtt=8ms", "rtt=8ms unreachable=!3", 1), "142.251.46.174",
			"192.168.1.1 100.64.0.1 81.2.64.1!<3>", 8 * ms,
		},
		{
			"as far as Linux permits", strings.Replace(world, "rtt=8ms", "rtt=8ms unreachable=!3 limit=6/1s", 1), "142.251.46.174",
			"192.168.1.1 100.64.0.1 81.2.64.1!<3>", 150 * ms, // others may yet get on
		},
		{
			"by IPv6", strings.Replace(world6, "rtt=8ms", "rtt=8ms unreachable=!4", 1), "2001:db8:1::1",
			"2001:db8::1 2001:db8::2 2001:db8::3!<4>", 8 * ms,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			everyMethod(t, tt.text, func(t *testing.T, tracer *trace.Tracer, _ socket.Info) {
				p, err := tracer.Collect(t.Context(), trace.Options{Target: netip.MustParseAddr(tt.target)})
				if err != nil || p.Reached || p.Stop != trace.StopUnreachable || p.StopTTL != 3 || words(p) != tt.want {
					t.Errorf("reached %v, stop %q at %d, hops %s, error %v; want unreachable at 3, %s",
						p.Reached, p.Stop, p.StopTTL, words(p), err, tt.want)
				}
				if p.Duration != tt.took {
					t.Errorf("took %v, want %v", p.Duration, tt.took)
				}
			})
		})
	}
}

// The notes that each method shows: what a quote tells is hidden without
// privilege, what addresses and times to live tell is not.
func TestNotesByMethod(t *testing.T) {
	tests := []struct {
		name, text string
		queries    int
		tos        uint8 // that the probes are said to have been sent with
		want       string
		hidden     string // without privilege
		varying    string // without privilege and with flows that vary; empty: as hidden
	}{
		{
			name: "nothing is odd", text: world, want: wholePath, hidden: wholePath,
		},
		{
			name: "a NAT", text: strings.Replace(world, "rtt=6ms", "rtt=6ms nat", 1),
			want:   strings.Replace(wholePath, "81.2.64.1", "81.2.64.1,nat", 1),
			hidden: wholePath,
		},
		{
			name: "a type of service that does not arrive", text: world, tos: 0xb8,
			want:   strings.Replace(wholePath, "192.168.1.1", "192.168.1.1,tos", 1),
			hidden: wholePath,
		},
		{
			name: "a longer way back", text: strings.NewReplacer("rtt=8ms", "rtt=8ms ttl=249", "rtt=14ms", "rtt=14ms ttl=248", "rtt=25ms", "rtt=25ms ttl=56").Replace(world),
			want:   strings.Replace(wholePath, "81.2.64.1", "81.2.64.1,return_path", 1),
			hidden: strings.Replace(wholePath, "81.2.64.1", "81.2.64.1,return_path", 1),
		},
		{
			name: "a router that forwards packets whose TTL has run out", text: strings.Replace(world, "rtt=6ms", "rtt=6ms zerottl", 1),
			want:    strings.Replace(wholePath, "100.64.0.1", "81.2.64.1,zero_ttl", 1),
			hidden:  strings.Replace(wholePath, "100.64.0.1", "81.2.64.1,zero_ttl", 1),
			varying: strings.Replace(wholePath, "100.64.0.1", "81.2.64.1", 1),
		},
		{
			name: "routers that take turns", text: strings.Replace(world, "81.2.64.1", "81.2.64.1,81.2.64.2 balance=packet", 1), queries: 2,
			want:    strings.Replace(wholePath, "81.2.64.1", "81.2.64.1,per_packet", 1),
			hidden:  strings.Replace(wholePath, "81.2.64.1", "81.2.64.1,per_packet", 1),
			varying: wholePath,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			everyMethod(t, tt.text, func(t *testing.T, tracer *trace.Tracer, info socket.Info) {
				o := trace.Options{Target: dest, Queries: tt.queries, TOS: tt.tos}
				p, err := tracer.Collect(t.Context(), o)
				want := tt.want
				if info.Mode == socket.Datagram {
					want = tt.hidden
				}
				if info.FlowVaries && tt.varying != "" {
					want = tt.varying
				}
				if got := words(p); err != nil || got != want || p.FlowVaries != info.FlowVaries {
					t.Errorf("hops %s, flow varies %v, error %v; want %s, %v", got, p.FlowVaries, err, want, info.FlowVaries)
				}
			})
		})
	}
}
