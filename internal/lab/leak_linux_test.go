package lab

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// openFiles counts the file descriptors of this process.
func openFiles(t *testing.T) int {
	t.Helper()
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(fds)
}

// namespaces returns the network namespaces in which threads of this process
// live. A thread that ends meanwhile is in none.
func namespaces(t *testing.T) map[string]bool {
	t.Helper()
	tasks, err := filepath.Glob("/proc/self/task/*/ns/net")
	if err != nil {
		t.Fatal(err)
	}
	in := make(map[string]bool)
	for _, task := range tasks {
		if ns, err := os.Readlink(task); err == nil {
			in[ns] = true
		}
	}
	return in
}

func TestNothingIsLeftOfALab(t *testing.T) {
	// From the first on, Go's poller keeps descriptors of its own.
	if err := New(t, eleven, Options{}).Close(); err != nil {
		t.Fatal(err)
	}
	before := openFiles(t)
	for range 3 {
		l := New(t, eleven, Options{})
		if got := len(namespaces(t)); got < 2 {
			t.Errorf("a lab has no namespace of its own: there are %d", got)
		}
		run(t, l, Command{Args: []string{"true"}})
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
	if after := openFiles(t); after != before {
		t.Errorf("%d files are open, %d were", after, before)
	}
	// The kernel ends the threads in its own time.
	for start := time.Now(); len(namespaces(t)) > 1; {
		if time.Since(start) > 5*time.Second {
			t.Fatal("a namespace is left")
		}
	}
}
