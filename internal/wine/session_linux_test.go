package wine

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"ftr/internal/lab"
)

// inWorld starts a Session in a simulated internet.
func inWorld(t *testing.T) (*lab.Lab, *Session) {
	t.Helper()
	l := lab.New(t, "source 192.0.2.1\nhop 192.0.2.2 rtt=1ms\ndest 192.0.2.9 rtt=2ms\n", lab.Options{})
	return l, New(t, func(c *exec.Cmd) error { return l.Do(c.Start) })
}

// run runs a Windows program to its end.
func run(t *testing.T, l *lab.Lab, s *Session, args ...string) lab.Result {
	t.Helper()
	r, err := l.Run(t.Context(), lab.Command{Args: s.Args(args[0], args[1:]...), Env: s.Env("GREETING=hello")})
	if err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	return r
}

func TestProgramsRunSideBySide(t *testing.T) {
	Require(t)
	for range 3 {
		t.Run("session", func(t *testing.T) {
			t.Parallel()
			l, s := inWorld(t)
			for range 2 {
				r := run(t, l, s, "cmd", "/c", "echo %GREETING%& exit 7")
				if r.Status != 7 || strings.TrimSpace(string(r.Stdout)) != "hello" || len(r.Stderr) > 0 {
					t.Errorf("status %d, %q, %q", r.Status, r.Stdout, r.Stderr)
				}
			}
		})
	}
}

// No program of Wine has its heap where Wine needs a page; see loader.
func TestAddressesAreNotRandom(t *testing.T) {
	_, s := inWorld(t)
	pids, err := processes(s.prefix)
	if err != nil {
		t.Fatal(err)
	}
	programs := 0
	for _, pid := range pids {
		name, errName := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
		personality, errPersonality := os.ReadFile(fmt.Sprintf("/proc/%d/personality", pid))
		if err := errors.Join(errName, errPersonality); err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(string(name), "wineserver") { // it is a program of Linux
			continue
		}
		programs++
		if got := strings.TrimSpace(string(personality)); got != "00040000" { // ADDR_NO_RANDOMIZE
			t.Errorf("%s has personality %s", name, got)
		}
	}
	if programs == 0 {
		t.Error("no program runs")
	}
}

// Packets of a Session go to the network that it was started in.
func TestPacketsGoToTheSessionsNetwork(t *testing.T) {
	l, s := inWorld(t)
	r := run(t, l, s, "ping", "-n", "1", "-w", "500", "192.0.2.9")
	if r.Status != 0 || len(l.Seen().Probes) != 1 {
		t.Errorf("status %d, %d probes seen\n%s", r.Status, len(l.Seen().Probes), r.Stdout)
	}
}

func TestNothingRemainsOfASession(t *testing.T) {
	Require(t)
	var prefix, socket string
	t.Run("session", func(t *testing.T) {
		_, s := inWorld(t)
		prefix = s.prefix
		dir, err := serverDir(prefix)
		if err != nil {
			t.Fatal(err)
		}
		socket = dir
		if pids, err := processes(prefix); len(pids) < 2 || err != nil {
			t.Errorf("processes %v, %v, want some", pids, err)
		}
	})
	if pids, err := processes(prefix); len(pids) > 0 || err != nil {
		t.Errorf("processes %v, %v remain", pids, err)
	}
	for _, path := range []string{prefix, socket} {
		if _, err := os.Stat(path); !os.IsNotExist(err) {
			t.Errorf("%s remains: %v", path, err)
		}
	}
}
