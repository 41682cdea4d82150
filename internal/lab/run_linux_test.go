package lab

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

func run(t *testing.T, l *Lab, c Command) Result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	r, err := l.Run(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRunTellsHowAProgramEnded(t *testing.T) {
	l := New(t, eleven, Options{})
	tests := map[string]int{"exit 0": 0, "echo out; echo err >&2; exit 3": 3, "kill -TERM $$": 143}
	for script, want := range tests {
		r := run(t, l, Command{Args: []string{"sh", "-c", script}, Memory: true})
		if r.Status != want {
			t.Errorf("%s: status %d, want %d", script, r.Status, want)
		}
		if want == 3 && (string(r.Stdout) != "out\n" || string(r.Stderr) != "err\n") {
			t.Errorf("%s: got %q and %q", script, r.Stdout, r.Stderr)
		}
	}
	if _, err := l.Run(t.Context(), Command{Args: []string{"no-such-program"}}); !errors.Is(err, exec.ErrNotFound) {
		t.Errorf("got %v, want %v", err, exec.ErrNotFound)
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	l := New(t, eleven, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	_, err := l.Run(ctx, Command{Args: []string{"sleep", "60"}, Started: func(*os.Process) { cancel() }})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}

func TestNobodyHasNoCapabilities(t *testing.T) {
	l := New(t, eleven, Options{})
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip(err)
	}
	hidden := dir + "/hidden-sh"
	if err := copyFile(hidden, sh); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time from the copy
		r := run(t, l, Command{Args: []string{hidden, "-c", "id -u; id -G; grep CapEff /proc/self/status"}, Nobody: true})
		want := []string{"65534", "65534", "CapEff:", "0000000000000000"}
		if got := strings.Fields(string(r.Stdout)); !slices.Equal(got, want) {
			t.Errorf("got %q, want %q (%s)", got, want, r.Stderr)
		}
	}
}

func TestMemoryIsTheProgramsOwn(t *testing.T) {
	l := New(t, eleven, Options{})
	r := run(t, l, Command{Args: []string{"sleep", "0.05"}, Memory: true})
	if r.PeakRSS < 100<<10 || r.PeakRSS > 8<<20 {
		t.Errorf("sleep used %d bytes", r.PeakRSS)
	}
	if r.Wall < 50*time.Millisecond {
		t.Errorf("sleep took %v", r.Wall)
	}
}

func TestTracerouteFindsEveryHop(t *testing.T) {
	if _, err := exec.LookPath("traceroute"); err != nil {
		t.Skip(err)
	}
	l := New(t, eleven, Options{Ping: true})
	for _, args := range [][]string{{"-I"}, {"-U"}, {"-T"}, {}} {
		for _, nobody := range []bool{false, true} {
			if nobody && slices.Contains(args, "-T") {
				continue // traceroute itself wants root for it
			}
			l.Reset()
			c := Command{Args: append(append([]string{"traceroute"}, args...), "-n", "-q", "1", "142.251.46.174"), Nobody: nobody}
			r := run(t, l, c)
			rows := strings.Split(strings.TrimSpace(string(r.Stdout)), "\n")
			if len(rows) < 12 { // more where it did not send the probe that reaches first, see below
				t.Fatalf("%v: %s%s", c.Args, r.Stdout, r.Stderr)
			}
			sent := l.Seen().PerTTL()
			for i, row := range rows[1:] {
				if sent[i+1] == 0 {
					// An earlier error on its socket kept traceroute from
					// sending this probe (IP_RECVERR in ip(7)).
					t.Logf("%v: no probe of TTL %d", c.Args, i+1)
					continue
				}
				want := l.world.Dest.Addr
				if i < 10 {
					want = l.world.Hops[i].Addrs[0]
				}
				if f := strings.Fields(row); len(f) < 2 || f[1] != want.String() {
					t.Errorf("%v: row %q, want %v", c.Args, row, want)
				}
			}
			t.Logf("%v as nobody %v: %v", c.Args, nobody, r.Wall)
		}
	}
}
