package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ftr/socket"
	"ftr/trace"
)

// All methods, with and without privilege, find the same hops, and take about as
// long as ICMP through a raw socket does.
func TestMethodsAreAlike(t *testing.T) {
	for _, world := range []string{"eleven", "eleven6"} {
		t.Run(world, func(t *testing.T) {
			var machines []*machine
			for _, by := range methods {
				machines = append(machines, inWorld(t, world, by))
			}
			walls := make([][]time.Duration, len(methods))
			for range 9 { // in turn, so that a busy moment meets all alike
				for i, m := range machines {
					d, r := m.measured(append(probesOnly, m.dest())...)
					wantMethod(t, d, m.method)
					wantTruth(t, d, m.world.Truth(m.method.protocol))
					wantEnd(t, d, endOf(m.world, m.method.protocol))
					walls[i] = append(walls[i], r.Wall)
				}
			}
			wantAlike(t, walls)
		})
	}
}

// wantAlike logs a table of wall times and wants none of the methods to take more
// than 1.3 times as long as the first one.
func wantAlike(t *testing.T, walls [][]time.Duration) {
	t.Helper()
	first := median(walls[0])
	table := "wall time, medians:\n"
	for i, by := range methods {
		ratio := float64(median(walls[i])) / float64(first)
		best := float64(walls[i][0]) / float64(first)
		table += fmt.Sprintf("%-12s %8.2f ms  best %8.2f ms  %.2f times\n", by.name, ms(median(walls[i])), ms(walls[i][0]), ratio)
		if limit := 1.3; best > limit*slack() || ratio > limit*slack()*slack() {
			t.Errorf("%s takes %.2f times as long as %s, at best %.2f times", by.name, ratio, methods[0].name, best)
		}
	}
	t.Log(table)
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// tcpWorld is a host with a port of each kind.
const tcpWorld = `
source 192.168.1.50
hop 192.168.1.1 rtt=1ms
hop 81.2.64.1 rtt=3ms
hop 154.54.10.1 rtt=5ms
dest 142.251.46.174 rtt=8ms icmp=silent udp=silent tcp=closed,443:open,81:silent
`

// An open and a closed port are both an arrival, and a filtered one is none.
func TestTCPPorts(t *testing.T) {
	for _, by := range []method{byTCPRaw, byConnect} {
		t.Run(by.name, func(t *testing.T) {
			t.Parallel()
			m := inText(t, tcpWorld, by)
			for _, tc := range []struct {
				args  []string
				stop  string
				ttl   int
				reply string
			}{
				{nil, "reached", 4, "syn_ack"},
				{[]string{"-p", "443"}, "reached", 4, "syn_ack"},
				{[]string{"-p", "80"}, "reached", 4, "reset"},
				{[]string{"-p", "81"}, "silent", 0, ""},
			} {
				d := m.trace(slices.Concat(tc.args, probesOnly, []string{m.dest()})...)
				if d.StopReason != tc.stop || d.StopTTL != tc.ttl {
					t.Errorf("%q: ended as %s at %d, want %s at %d\n%s", tc.args, d.StopReason, d.StopTTL, tc.stop, tc.ttl, summary(d))
				}
				if reply := firstReply(d.hop(4)); reply != tc.reply {
					t.Errorf("%q: the destination's reply is %q, want %q", tc.args, reply, tc.reply)
				}
				unstamped := by.apart() && tc.reply == "reset" // a closed port has no kernel stamp there
				if flagged := slices.Contains(d.hop(4).Notes, string(trace.NoteUnstamped)); flagged != unstamped {
					t.Errorf("%q: the RTT is flagged as unstamped: %v, want %v", tc.args, flagged, unstamped)
				}
			}
		})
	}
}

// firstReply returns the word for the first reply to a probe of a hop.
func firstReply(h tracedHop) string {
	for _, p := range h.Probes {
		if p.Address.IsValid() {
			return p.Reply
		}
	}
	return ""
}

// A name server that is probed at its port answers, since it is asked something.
func TestUDPToANameServer(t *testing.T) {
	for _, by := range []method{byUDPRaw, byUDP} {
		t.Run(by.name, func(t *testing.T) {
			t.Parallel()
			m := inText(t, strings.Replace(tcpWorld, "udp=silent", "udp=silent,53:open", 1), by)
			d := m.trace(slices.Concat([]string{"-p", "53", "-q", "3"}, probesOnly, []string{m.dest()})...)
			if !d.Reached || d.StopTTL != 4 || firstReply(d.hop(4)) != "data" || d.hop(4).Received != 3 {
				t.Errorf("reached %v at %d\n%s", d.Reached, d.StopTTL, summary(d))
			}
		})
	}
}

// Closed, filtered and rate-limited hosts are told apart by UDP.
func TestUDPPorts(t *testing.T) {
	for options, want := range map[string]string{
		"udp=closed":                "reached",
		"udp=silent":                "silent",
		"udp=closed limit=6/1s":     "reached",
		"udp=open":                  "reached",
		"udp=closed unreachable=!X": "unreachable",
	} {
		for _, by := range []method{byUDPRaw, byUDP} {
			t.Run(options+"/"+by.name, func(t *testing.T) {
				t.Parallel()
				text := strings.Replace(tcpWorld, "icmp=silent udp=silent tcp=closed,443:open,81:silent", options, 1)
				m := inText(t, text, by)
				d := m.trace(append(probesOnly, m.dest())...)
				if d.StopReason != want {
					t.Errorf("ended as %s, want %s\n%s", d.StopReason, want, summary(d))
				}
				wantOnlyTrue(t, d, m.world.Truth(socket.UDP))
			})
		}
	}
}
