package main

import (
	"slices"
	"testing"

	"ftr/internal/simnet"
	"ftr/internal/wine"
)

// In every built-in world of IPv4, ftr.exe shows what is true. (Wine has no ICMPv6
// calls. It also takes forged replies for true ones, which is for the system to
// know: so the world of noise is left out.)
func TestEveryWorldOnWindows(t *testing.T) {
	wine.Require(t)
	worlds := slices.DeleteFunc(simnet.Names(), func(name string) bool {
		w, err := simnet.Builtin(name)
		return err != nil || w.Is6() || name == "noise"
	})
	inEach(t, worlds, []method{byWindows}, func(t *testing.T, m *machine) {
		d := traceWhole(m)
		wantMethod(t, d, m.method)
		wantTruth(t, d, m.world.Truth(m.method.protocol))
		want := endOf(m.world, m.method.protocol)
		want.mark = markOnWindows(want.mark)
		wantEnd(t, d, want)
		wantNotes(t, d, m.world, m.method)
		if !m.world.DNS.Dead && m.world.DNS.Loss == 0 {
			wantNames(t, d, m.world)
		}
		if t.Failed() {
			t.Log(summary(d))
		}
	})
}

// markOnWindows returns the mark that stands for another on Windows, which tells
// "administratively prohibited" as "host unreachable".
func markOnWindows(mark string) string {
	if mark == "!X" {
		return "!H"
	}
	return mark
}
