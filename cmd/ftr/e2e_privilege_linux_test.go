package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"ftr/internal/lab"
)

// A witness looks at the threads of a process when it has written some words on
// its standard error.
type witness struct {
	words   string
	process chan *os.Process

	mu      sync.Mutex // guards what follows
	written bytes.Buffer
	threads []string // capabilities and user IDs of each; empty: not seen
}

func newWitness(words string) *witness {
	return &witness{words: words, process: make(chan *os.Process, 1)}
}

// Write implements io.Writer. The process waits for no answer, so it goes on
// meanwhile: threads that end are left out.
func (w *witness) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.written.Write(b)
	if w.threads == nil && bytes.Contains(w.written.Bytes(), []byte(w.words)) {
		w.threads = threadsOf((<-w.process).Pid)
	}
	return len(b), nil
}

// threadsOf returns the lines on user IDs, group IDs and capabilities of each
// thread of a process (proc_pid_status(5)).
func threadsOf(pid int) []string {
	var threads []string
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", pid))
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			continue
		}
		var lines []string
		for line := range strings.Lines(string(text)) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), ":\t")
			if slices.Contains([]string{"Uid", "Gid", "CapInh", "CapPrm", "CapEff", "CapAmb"}, name) {
				lines = append(lines, name+" "+strings.Join(strings.Fields(value), " "))
			}
		}
		threads = append(threads, strings.Join(lines, ", "))
	}
	return threads
}

// status returns what threadsOf is to say of a thread of a user without
// capabilities.
func powerless(id int) string {
	ids := strings.TrimSpace(strings.Repeat(fmt.Sprint(id, " "), 4))
	const none = "0000000000000000"
	return fmt.Sprintf("Uid %s, Gid %s, CapInh %s, CapPrm %s, CapEff %s, CapAmb %s", ids, ids, none, none, none, none)
}

// While names are looked up and replies are parsed no thread has a capability.
func TestPrivilegesAreDropped(t *testing.T) {
	for _, tc := range []struct {
		when string // what ftr -vv has said by then
		args string
	}{
		{"looking up", "www.dest.example"},
		{"probe 1 with TTL 1 sent", "142.251.46.174"},
		{"TTL 3: ", "142.251.46.174"},
		{"TTL 3: ", "-U 142.251.46.174"},
		{"TTL 3: ", "-T 142.251.46.174"},
	} {
		t.Run(tc.args+"/"+tc.when, func(t *testing.T) {
			t.Parallel()
			m := inWorld(t, "deadend", byRaw)
			wantPowerless(t, m, tc.when, m.command(append([]string{"-vv", "--json"}, strings.Fields(tc.args)...)...), 0)
		})
	}
}

// wantPowerless runs a command that is to be without privilege in all threads,
// as the user and group id, when it has written the words.
func wantPowerless(t *testing.T, m *machine, when string, c lab.Command, id int) traced {
	t.Helper()
	w := newWitness(when)
	c.Stderr, c.Started = w, func(p *os.Process) { w.process <- p }
	r := m.do(c)
	if len(w.threads) == 0 {
		t.Fatalf("status %d; no thread was seen when %q was said:\n%s", r.Status, when, w.written.String())
	}
	for _, got := range w.threads {
		if want := powerless(id); got != want {
			t.Errorf("a thread has\n%s, want\n%s", got, want)
		}
	}
	return read(t, r.Stdout)
}

// A set-user-ID root binary, and one with a file capability, run by another user
// have what they need and are that user's from then on.
func TestInstalledWithPrivilege(t *testing.T) {
	for name, install := range map[string]func(t *testing.T, path string){
		"setuid": func(t *testing.T, path string) {
			if err := os.Chmod(path, 0o755|os.ModeSetuid); err != nil {
				t.Fatal(err)
			}
		},
		"setcap": func(t *testing.T, path string) {
			if out, err := exec.Command("setcap", "cap_net_raw+ep", path).CombinedOutput(); err != nil {
				t.Fatalf("setcap: %v: %s", err, out)
			}
		},
	} {
		for _, args := range []string{"-I", "-U", "-T"} {
			t.Run(name+"/"+args, func(t *testing.T) {
				m := inWorld(t, "deadend", byRaw)
				path := installed(t, name+args)
				install(t, path)
				c := lab.Command{Args: []string{path, "-vv", "--json", args, m.dest()}, Nobody: true}
				d := wantPowerless(t, m, "TTL 3: ", c, 65534)
				if d.SocketMode != "Raw" || !d.hop(10).Address.IsValid() {
					t.Errorf("socket mode %s\n%s", d.SocketMode, summary(d))
				}
			})
		}
	}
}

// installed returns the path of a copy of the command that everyone may run.
func installed(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(binary(t))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(shared, name)
	if err := os.WriteFile(path, text, 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}
