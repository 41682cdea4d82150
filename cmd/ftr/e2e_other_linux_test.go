package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ftr/socket"
)

// A host that answers by another method than the one asked for is a note, never
// a hop.
func TestOtherMethodsAreNamed(t *testing.T) {
	for _, world := range []string{"only443", "only4436"} {
		for _, by := range []method{byRaw, byPing, byUDPRaw, byUDP} {
			t.Run(world+"/"+by.name, func(t *testing.T) {
				t.Parallel()
				m := inWorld(t, world, by)
				d, r := m.measured(append(probesOnly, m.dest())...)
				wantTruth(t, d, m.world.Truth(by.protocol))
				if d.Reached || d.StopReason != "silent" {
					t.Errorf("ended as %s, reached %v", d.StopReason, d.Reached)
				}
				if got := answers(d); !slices.Equal(got, []string{"TCP 443 syn_ack"}) {
					t.Errorf("answers by %q, want TCP 443 alone", got)
				}
				if limit := 2500 * time.Millisecond; r.Wall > limit {
					t.Errorf("took %v, want %v at most", r.Wall, limit)
				}
				table := string(m.run(append(probesOnly, m.dest())...).Stdout)
				if !strings.Contains(table, "answers TCP 443") {
					t.Errorf("the table does not say so:\n%s", table)
				}
			})
		}
		for _, by := range []method{byTCPRaw, byConnect} {
			t.Run(world+"/"+by.name, func(t *testing.T) {
				t.Parallel()
				m := inWorld(t, world, by)
				d := m.trace(append(probesOnly, m.dest())...)
				wantTruth(t, d, m.world.Truth(by.protocol))
				if !d.Reached || len(answers(d)) != 0 {
					t.Errorf("reached %v, answers by %q", d.Reached, answers(d))
				}
			})
		}
	}
}

// answers returns by which other methods the destination is said to answer.
func answers(d traced) []string {
	var all []string
	for _, a := range d.Alternatives {
		all = append(all, fmt.Sprintf("%s %d %s", a.Protocol, a.Port, a.Reply))
	}
	return all
}

// A host that limits its port unreachables as Linux does is always reached, and
// stands at the right TTL.
func TestUDPTowardALinuxHost(t *testing.T) {
	inEach(t, []string{"linuxhost", "linuxhost6"}, []method{byUDPRaw, byUDP}, func(t *testing.T, m *machine) {
		for run := range 5 {
			d := m.trace(append(probesOnly, m.dest())...)
			if want := len(m.world.Hops) + 1; !d.Reached || d.StopTTL != want {
				t.Errorf("run %d: reached %v at %d, want %d\n%s", run+1, d.Reached, d.StopTTL, want, summary(d))
			}
			wantOnlyTrue(t, d, m.world.Truth(socket.UDP))
		}
	})
}
