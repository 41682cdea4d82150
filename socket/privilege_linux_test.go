package socket_test

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"ftr/internal/chain"
	"ftr/internal/lab"
	"ftr/socket"
)

// What was granted goes in all threads, and what was opened before goes on
// working.
func TestDropPrivileges(t *testing.T) {
	if !chain.Inside(t) {
		return
	}
	chain.Up(t, "lo")
	busy(t, 4)
	var conns []socket.Conn
	for _, p := range []socket.Protocol{socket.ICMP, socket.UDP, socket.TCP} {
		c, _, err := socket.Open(socket.Config{Protocol: p, Mode: socket.Raw, Mark: 7})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		conns = append(conns, c)
	}
	c, _, err := socket.Open(socket.Config{Protocol: socket.TCP, Mode: socket.Datagram, Mark: 7})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	conns = append(conns, c)
	if err := drop(); err != nil {
		t.Fatal(err)
	}
	busy(t, 4) // threads that are born later
	wantPowerless(t, os.Getuid())
	if _, _, err := socket.Open(socket.Config{Protocol: socket.ICMP, Mode: socket.Raw}); !errors.Is(err, syscall.EPERM) {
		t.Errorf("a raw socket after that: %v, want EPERM", err)
	}
	for _, c := range conns {
		if _, err := c.Send([]socket.Probe{{Dst: netip.AddrFrom4([4]byte{127, 0, 0, 1}), TTL: 1, Token: 5}}); err != nil {
			t.Error(err)
		} else if r, err := c.Recv(); err != nil || r.Token != 5 {
			t.Errorf("%+v, %v, want token 5", r, err)
		}
	}
}

// drop calls DropPrivileges from a thread that is not the process's first.
func drop() error {
	done := make(chan error)
	go func() {
		runtime.LockOSThread()
		done <- socket.DropPrivileges()
	}()
	return <-done
}

// busy makes the runtime start n more threads, which live until the test ends.
func busy(t *testing.T, n int) {
	t.Helper()
	started, end := make(chan struct{}), make(chan struct{})
	t.Cleanup(func() { close(end) })
	for range n {
		go func() {
			runtime.LockOSThread()
			started <- struct{}{}
			<-end
		}()
		<-started
	}
}

// wantPowerless checks that all threads have no capability, and the one user.
func wantPowerless(t *testing.T, uid int) {
	t.Helper()
	files, err := filepath.Glob("/proc/self/task/*/status")
	if err != nil || len(files) < 4 {
		t.Fatalf("%d threads, %v", len(files), err)
	}
	want := []string{fmt.Sprint("Uid: ", uid, uid, uid, uid)}
	for _, set := range []string{"CapInh", "CapPrm", "CapEff", "CapAmb"} {
		want = append(want, set+": 0000000000000000")
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			continue // the thread has ended
		}
		var got []string
		for line := range strings.Lines(string(text)) {
			if words := strings.Fields(line); slices.Contains([]string{"Uid:", "CapInh:", "CapPrm:", "CapEff:", "CapAmb:"}, words[0]) {
				got = append(got, strings.Join(words, " "))
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", f, got, want)
		}
	}
}

// The threads of a program that uses cgo are not all Go's, and another call
// reaches them.
func TestDropPrivilegesWithAndWithoutCgo(t *testing.T) {
	lab.Require(t)
	for _, cgo := range []string{"0", "1"} {
		if _, err := exec.LookPath("gcc"); err != nil && cgo == "1" {
			t.Skip(err)
		}
		binary := filepath.Join(t.TempDir(), "test")
		build := exec.Command("go", "test", "-c", "-o", binary, ".")
		build.Env = append(os.Environ(), "CGO_ENABLED="+cgo)
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("CGO_ENABLED=%s: %v\n%s", cgo, err, out)
		}
		out, err := exec.Command(binary, "-test.run=^TestDropPrivileges$", "-test.v").CombinedOutput()
		if err != nil || !strings.Contains(string(out), "--- PASS: TestDropPrivileges ") {
			t.Errorf("CGO_ENABLED=%s: %v\n%s", cgo, err, out)
		}
	}
}
