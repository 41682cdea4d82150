package lab

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// watchMemory looks every millisecond at how much memory the process pid has had
// at most, until the function that it returns is called, which returns the last
// answer in bytes. (The peak in rusage of a child is never below the memory of
// the parent that forked it.)
func watchMemory(pid int) func() int64 {
	stop, peak := make(chan struct{}), make(chan int64)
	go func() {
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		var most int64
		for {
			most = max(most, highWater(pid))
			select {
			case <-tick.C:
			case <-stop:
				peak <- most
				return
			}
		}
	}()
	return func() int64 {
		close(stop)
		return <-peak
	}
}

// highWater returns VmHWM of proc_pid_status(5) in bytes, and zero for a process
// that has ended or has not yet replaced the image of its parent.
func highWater(pid int) int64 {
	proc := fmt.Sprintf("/proc/%d", pid)
	ours, _ := os.Readlink("/proc/self/exe")
	if theirs, err := os.Readlink(proc + "/exe"); err != nil || theirs == ours {
		return 0
	}
	b, err := os.ReadFile(proc + "/status")
	if err != nil {
		return 0
	}
	lines := bufio.NewScanner(bytes.NewReader(b))
	for lines.Scan() {
		if value, ok := strings.CutPrefix(lines.Text(), "VmHWM:"); ok {
			kib, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
			return kib << 10
		}
	}
	return 0
}
