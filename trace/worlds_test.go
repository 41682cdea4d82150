package trace_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"ftr/internal/simnet"
	"ftr/socket"
	"ftr/trace"
)

// noted traces through a built-in world by probes that have a type of service,
// and returns the notes as "TTL note" in the order of the path.
func noted(t *testing.T, name string, p socket.Protocol) string {
	t.Helper()
	w, err := simnet.Builtin(name)
	if err != nil {
		t.Fatal(err)
	}
	const tos = 0x48
	conn, info, err := w.Start().Open(socket.Config{Protocol: p, TOS: tos})
	if err != nil {
		t.Fatal(err)
	}
	tracer := trace.New(conn, info)
	defer tracer.Close()
	path, err := tracer.Collect(t.Context(), trace.Options{Target: w.Dest.Addr, TOS: tos})
	if err != nil {
		t.Fatal(err)
	}
	return notesOf(t, path, w.Truth(p))
}

// notesOf returns the notes of a path and checks that it is what is true.
func notesOf(t *testing.T, path trace.Path, truth simnet.Truth) string {
	t.Helper()
	var notes []string
	for _, h := range path.Hops {
		for _, n := range h.Notes {
			notes = append(notes, fmt.Sprintf("%d %s", h.TTL, n))
		}
		if may := truth.Shows[h.TTL]; h.Addr.IsValid() && !slices.Contains(may, h.Addr) {
			t.Errorf("hop %d is %v, want one of %v", h.TTL, h.Addr, may)
		}
	}
	for _, ttl := range truth.Must {
		if ttl > len(path.Hops) || !path.Hops[ttl-1].Addr.IsValid() {
			t.Errorf("hop %d is missing", ttl)
		}
	}
	return strings.Join(notes, ", ")
}

func TestOddWorldsAreNoted(t *testing.T) {
	type notes map[socket.Protocol]string
	all := func(s string) notes { return notes{socket.ICMP: s, socket.UDP: s, socket.TCP: s} }
	for name, byProtocol := range map[string]notes{
		"eleven":  all(""),
		"bleach":  all("4 tos"),
		"nat":     all("4 nat"),
		"asym":    all("5 return_path"),
		"zerottl": all("4 zero_ttl"),
		"ecmp4":   all(""),
		"mpls":    all(""),
		// Only the quote of an ICMP error tells where its sender lies.
		"intercept": {socket.ICMP: "", socket.UDP: "6 intercepted", socket.TCP: ""},
	} {
		for _, name := range []string{name, name + "6"} {
			for p, want := range byProtocol {
				synctest.Test(t, func(t *testing.T) {
					if got := noted(t, name, p); got != want {
						t.Errorf("%s by %s: noted %q, want %q", name, p, got, want)
					}
				})
			}
		}
	}
}
