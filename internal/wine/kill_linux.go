package wine

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// kill ends all that runs in a prefix, and frees what it left in /tmp. Wine's own
// way, wineserver --kill, takes 0.7 s, and a server whose ICMP calls hang needs
// more than that.
func kill(prefix string) error {
	for range 1000 { // 2 s and more
		pids, err := processes(prefix)
		if err != nil {
			return err
		}
		if len(pids) == 0 {
			return removeSocket(prefix)
		}
		for _, pid := range pids {
			if err := unix.Kill(pid, unix.SIGKILL); err != nil && !errors.Is(err, unix.ESRCH) {
				return fmt.Errorf("killing process %d of Wine: %w", pid, err)
			}
		}
		time.Sleep(2 * time.Millisecond) // processes are not our children, who could be waited for
	}
	return fmt.Errorf("processes of Wine in %s do not end", prefix)
}

// processes returns those whose environment names the prefix. A process that has
// ended has no environment.
func processes(prefix string) ([]int, error) {
	files, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		return nil, err
	}
	var pids []int
	for _, file := range files {
		env, err := os.ReadFile(file)
		if err != nil { // it has just ended, or is not ours
			continue
		}
		if !slices.ContainsFunc(bytes.Split(env, []byte{0}), func(v []byte) bool { return string(v) == "WINEPREFIX="+prefix }) {
			continue
		}
		pid, err := strconv.Atoi(strings.Split(file, "/")[2])
		if err != nil {
			return nil, err
		}
		pids = append(pids, pid)
	}
	return pids, nil
}
