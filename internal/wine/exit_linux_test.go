package wine

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A program is blocked where a thread waits for a mutex whose owner has gone.
func TestExitBlocked(t *testing.T) {
	const gone = 1 << 30 // more than the number of a thread can be
	for _, tc := range []struct {
		name  string
		owner int
		want  bool
	}{
		{"the owner lives", os.Getpid(), false},
		{"the owner has gone", gone, true},
		{"nobody owns it", 0, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			defer waitForMutex(t, tc.owner)()
			if got := ExitBlocked(os.Getpid()); got != tc.want {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
}

// A process that nobody has waited for has ended nevertheless.
func TestEnded(t *testing.T) {
	c := exec.Command("cat")
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Wait() }()
	if ended(c.Process.Pid, c.Process.Pid) {
		t.Error("a process that runs has ended")
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(5 * time.Second); !ended(c.Process.Pid, c.Process.Pid); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("a process that has ended runs")
		}
	}
}

// waitForMutex lets a thread wait for a mutex, as the C library does, until it is
// released.
func waitForMutex(t *testing.T, owner int) (release func()) {
	t.Helper()
	mutex := &[3]uint32{2, 1, uint32(owner)}
	address := uintptr(unsafe.Pointer(mutex))
	const wait, wake = 0x80, 0x81
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		limit := unix.NsecToTimespec(int64(10 * time.Second))
		for err := unix.EINTR; err == unix.EINTR; { // the runtime interrupts its threads
			_, _, err = unix.Syscall6(unix.SYS_FUTEX, address, wait, 2, uintptr(unsafe.Pointer(&limit)), 0, 0)
		}
	}()
	want := fmt.Sprintf("%d %#x ", unix.SYS_FUTEX, address)
	for !strings.Contains(systemCalls(t), want) {
		time.Sleep(time.Millisecond)
	}
	return func() {
		_, _, _ = unix.Syscall6(unix.SYS_FUTEX, uintptr(unsafe.Pointer(mutex)), wake, 1, 0, 0, 0)
		<-ended
	}
}

// systemCalls returns what the threads of this process wait in.
func systemCalls(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob("/proc/self/task/*/syscall")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, file := range files {
		text, _ := os.ReadFile(file) // the thread may have ended
		b.Write(text)
	}
	return b.String()
}
