package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"ftr/internal/wine"
)

// However many probes are under way, ftr.exe has few threads.
func TestThreadsOnWindows(t *testing.T) {
	wine.Require(t)
	t.Parallel()
	m := inWorld(t, "allsilent", byWindows)
	most := make(chan int, 1)
	c := m.command("-n", "--no-enrich", "-m", "220", "-w", "3s", m.dest())
	c.Started = func(p *os.Process) { go func() { most <- mostThreads(p.Pid) }() }
	m.do(c)
	threads, probes := <-most, len(m.Seen().Probes)
	t.Logf("%d threads at most, %d probes", threads, probes)
	if threads == 0 || threads >= 20 || probes < 200 {
		t.Errorf("%d threads at most, want less than 20; %d probes, want 200 at least", threads, probes)
	}
}

// mostThreads watches a process until it ends, and returns how many threads it had
// at most at once.
func mostThreads(pid int) int {
	most := 0
	for {
		tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", pid))
		if err != nil || len(tasks) == 0 {
			return most
		}
		most = max(most, len(tasks))
		time.Sleep(5 * time.Millisecond)
	}
}

// Ctrl-C ends a wait, and shows what is known by then.
func TestInterruptOnWindows(t *testing.T) {
	wine.Require(t)
	t.Parallel()
	m := inWorld(t, "deadend", byWindows)
	s := &signaller{words: " TTL 10: ", signal: syscall.SIGINT, process: make(chan *os.Process, 1)}
	c := m.command(append(probesOnly, "--json", "-vv", m.dest())...)
	c.Stderr, c.Started = s, func(p *os.Process) { s.process <- p }
	r := m.do(c)
	d := read(t, r.Stdout)
	if r.Status != exitInterrupt || d.StopReason != "interrupted" || len(d.Hops) != 10 || d.Error != nil {
		t.Errorf("status %d, error %v\n%s", r.Status, d.Error, summary(d))
	}
	wantOnlyTrue(t, d, m.world.Truth(m.method.protocol))
}

// On a console the table has colours; a file gets none.
func TestColoursOnWindows(t *testing.T) {
	wine.Require(t)
	t.Parallel()
	m := inWorld(t, "eleven", byWindows)
	const escape = "\x1b["
	if r := m.run(m.dest()); bytes.Contains(r.Stdout, []byte(escape)) || bytes.Count(r.Stdout, []byte("\n")) < 13 {
		t.Errorf("piped: %q", r.Stdout)
	}
	c := m.command(m.dest())
	// Wine's console is a terminal that script(1) plays. It draws what programs write
	// in its own way.
	c.Args = []string{"script", "--quiet", "--return", "--command", strings.Join(c.Args, " "), "/dev/null"}
	r := m.do(c)
	if cyan := escape + "36m"; r.Status != 0 || !bytes.Contains(r.Stdout, []byte(cyan)) {
		t.Errorf("on a console: status %d, %q", r.Status, r.Stdout)
	}
}

// Windows has no way to probe but ICMP, and ftr.exe says so.
func TestOtherMethodsOnWindows(t *testing.T) {
	wine.Require(t)
	t.Parallel()
	m := inWorld(t, "eleven", byWindows)
	for flag, protocol := range map[string]string{"-U": "UDP", "-T": "TCP"} {
		d, r := m.measured(flag, m.dest())
		if r.Status != exitFailed || d.Error == nil || len(m.Seen().Probes) > 0 {
			t.Fatalf("%s: status %d, %s", flag, r.Status, r.Stderr)
		}
		said := d.Error.Message
		if !strings.Contains(said, protocol) || !strings.Contains(said, "Windows") || d.Error.Hint == "" {
			t.Errorf("%s: %q, %q", flag, said, d.Error.Hint)
		}
	}
}
