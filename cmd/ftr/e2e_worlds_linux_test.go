package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ftr/internal/simnet"
	"ftr/socket"
)

// In every built-in world ftr shows what is true, by every method.
func TestEveryWorld(t *testing.T) {
	for _, name := range simnet.Names() {
		for _, by := range methods {
			t.Run(name+"/"+by.name, func(t *testing.T) {
				t.Parallel()
				m := inWorld(t, name, by)
				args := []string{m.dest()}
				if len(m.world.Hops) >= defaultMaxTTL {
					args = append(args, "-m", fmt.Sprint(len(m.world.Hops)+10))
				}
				d := m.trace(args...)
				if strings.HasPrefix(name, "lossy") {
					for range 5 { // a probe and its retry may both get lost
						if complete(d, m.world.Truth(by.protocol)) {
							break
						}
						d = m.trace(args...)
					}
				}
				checkMethod(t, d, by)
				checkTruth(t, d, m.world.Truth(by.protocol))
				checkEnd(t, d, endOf(m.world, by.protocol))
				checkNotes(t, d, m.world, by)
				if t.Failed() {
					t.Log(summary(d))
				}
			})
		}
	}
}
