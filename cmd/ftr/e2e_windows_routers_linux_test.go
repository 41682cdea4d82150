package main

import (
	"bytes"
	"context"
	"net/netip"
	"os"
	"os/exec"
	"slices"
	"testing"

	"ftr/internal/chain"
	"ftr/internal/wine"
)

// What Linux routers say, ftr.exe shows as Windows tells it.
func TestRefusalsOfLinuxRoutersOnWindows(t *testing.T) {
	wine.Require(t)
	if !chain.Inside(t) {
		return
	}
	c := chain.New(t, false)
	w := wine.New(t, (*exec.Cmd).Start)
	target := c.Hosts[0].String()
	wantPath(t, windowsTrace(t, w, target), slices.Concat(c.Routers, c.Hosts[:1]), "reached", "")
	// Windows does not pass on the MTU; Wine fragments what it sends from then on.
	d := windowsTrace(t, w, "--df", "--size", "1450", target)
	if h := d.hop(2); h.Address != c.Routers[0] || h.Mark != "!F-0" {
		t.Errorf("with --size 1450, want !F-0 of %s\n%s", c.Routers[0], summary(d))
	}

	c.Run(t, 2, "nft", "add table ip f; add chain ip f forward { type filter hook forward priority 0; }")
	for _, tc := range []struct{ with, mark string }{
		{"net-unreachable", "!N"},
		{"host-unreachable", "!H"},
		{"prot-unreachable", "!P"},
		{"port-unreachable", "!<3>"},
		{"host-prohibited", "!H"},  // Windows has no status of its own for
		{"admin-prohibited", "!H"}, // these two
	} {
		c.Run(t, 2, "nft", "flush chain ip f forward; add rule ip f forward icmp type echo-request reject with icmp type "+tc.with)
		wantPath(t, windowsTrace(t, w, target), c.Routers[:2], "unreachable", tc.mark)
		if t.Failed() {
			t.Fatal(tc.with)
		}
	}
}

// windowsTrace runs ftr.exe with --json and the arguments, which must succeed, and
// returns what it says.
func windowsTrace(t *testing.T, w *wine.Session, args ...string) traced {
	t.Helper()
	command := w.Args(windowsBinary(t), slices.Concat(probesOnly, []string{"--json"}, args)...)
	out, err := untilItEnds(t, func(ctx context.Context, started func(*os.Process)) ([]byte, error) {
		if err := w.Restart(); err != nil {
			return nil, err
		}
		var out bytes.Buffer
		c := exec.CommandContext(ctx, command[0], command[1:]...)
		c.Env, c.Stdout = w.Env(), &out
		if err := c.Start(); err != nil {
			return nil, err
		}
		started(c.Process)
		err := c.Wait()
		return out.Bytes(), err
	})
	if err != nil {
		t.Fatalf("%q: %v\n%s", args, err, out)
	}
	return read(t, out)
}

// wantPath checks who answered at each hop, how the trace ended, and the mark of the
// last hop.
func wantPath(t *testing.T, d traced, hops []netip.Addr, stop, mark string) {
	t.Helper()
	var got []netip.Addr
	last := ""
	for _, h := range d.Hops {
		got = append(got, h.Address)
		last = h.Mark
	}
	if !slices.Equal(got, hops) || d.StopReason != stop || last != mark {
		t.Errorf("want %v, %s, %q\n%s", hops, stop, mark, summary(d))
	}
}
