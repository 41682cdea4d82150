package wine

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/sys/unix"
)

// ExitBlocked reports whether a program cannot end any more, by a fault of Wine's.
//
// Where a program ends, Wine 8 kills its threads wherever they are. One that was
// taking the completion of an echo request dies with a mutex of ntdll locked
// (virtual_locked_server_call in dlls/ntdll/unix/virtual.c). The next completion
// goes to the thread that ends the program, and it waits for that mutex.
//
// So ExitBlocked looks for a thread that waits for a mutex of the C library whose owner
// has ended. A program that hangs by itself has none.
func ExitBlocked(pid int) bool {
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", pid))
	if err != nil {
		return false
	}
	return slices.ContainsFunc(tasks, func(task string) bool {
		owner := awaitedOwner(task)
		return owner != 0 && ended(pid, owner)
	})
}

// ended reports whether a thread of a process has ended. The first one remains as a
// zombie until all have.
func ended(pid, thread int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/stat", pid, thread))
	if err != nil {
		return true
	}
	_, state, _ := bytes.Cut(stat, []byte(") ")) // behind the name (proc_pid_stat(5))
	return bytes.HasPrefix(state, []byte("Z"))
}

// awaitedOwner returns the thread that owns the mutex for which a thread waits, or 0.
// The mutex begins with three numbers: its state, how often it is locked, and its
// owner (pthread_mutex_t in glibc).
func awaitedOwner(task string) int {
	text, err := os.ReadFile(filepath.Join(task, "syscall")) // its number and arguments (proc_pid_syscall(5))
	if err != nil {
		return 0
	}
	const (
		wait   = 0x80 // FUTEX_WAIT|FUTEX_PRIVATE_FLAG (futex(2))
		waited = 2    // the state of a mutex for which threads wait
	)
	var call, address, op, state int64
	_, err = fmt.Sscanf(string(text), "%d %v %v %v", &call, &address, &op, &state)
	if err != nil || call != unix.SYS_FUTEX || op != wait || state != waited {
		return 0
	}
	memory, err := os.Open(filepath.Join(task, "mem"))
	if err != nil {
		return 0
	}
	defer func() { _ = memory.Close() }()
	mutex := make([]byte, 12)
	if _, err := memory.ReadAt(mutex, address); err != nil || binary.NativeEndian.Uint32(mutex) != waited {
		return 0
	}
	return int(binary.NativeEndian.Uint32(mutex[8:]))
}
