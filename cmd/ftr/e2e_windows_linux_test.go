package main

import (
	"os"
	"os/exec"
	"sync"
	"testing"

	"ftr/internal/lab"
	"ftr/internal/wine"
	"ftr/socket"
)

// byWindows is ftr.exe under Wine, whose ICMP calls are the only way to probe there.
var byWindows = method{name: "windows", protocol: socket.ICMP, mode: "Datagram", windows: true}

// builtForWindows is the command for Windows, made once.
var builtForWindows = sync.OnceValues(func() (string, error) { return wine.Build(shared, "ftr/cmd/ftr") })

// windowsBinary returns the path of the command for Windows.
func windowsBinary(t *testing.T) string {
	t.Helper()
	path, err := builtForWindows()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// newWindows starts Wine in a world.
func newWindows(t *testing.T, l *lab.Lab) *wine.Session {
	t.Helper()
	return wine.New(t, func(c *exec.Cmd) error { return l.Do(c.Start) })
}

// ownName returns a line of hosts(5) that holds the name of this machine. Wine looks for
// it when it starts, for 10 s where no name server answers.
func ownName(t *testing.T) string {
	t.Helper()
	name, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	return "127.0.0.1 " + name + "\n"
}

// windowsCommand returns the command ftr.exe with the arguments, to be run once. It
// restarts Wine, because the last run may have ended with probes under way, and lets
// it load what it sends the first probe with.
func (m *machine) windowsCommand(args ...string) lab.Command {
	m.t.Helper()
	program := windowsBinary(m.t)
	if m.windowsUsed {
		if err := m.windows.Restart(); err != nil {
			m.t.Fatal(err)
		}
	}
	m.windowsUsed = true
	m.do(lab.Command{Args: m.windows.Args("ping", "-n", "1", "-w", "1", m.dest()), Env: m.windows.Env()})
	m.Reset()
	return lab.Command{Args: m.windows.Args(program, args...), Env: m.windows.Env()}
}
