package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"ftr/internal/lab"
)

// runOnWindows runs ftr.exe with the arguments. One run in some hundred printed all
// that it had to and did not end, on a machine with much to do: then it is run again,
// once. That is counted, and logged with what its threads were doing. Printing is the
// last thing that ftr does, with its Conn closed: what is left is ExitProcess, in
// which Wine waits for the device that a program's exit with requests under way can
// block.
func (m *machine) runOnWindows(args ...string) lab.Result {
	m.t.Helper()
	r, err := m.tryOnWindows(args...)
	if err != nil && json.Valid(r.Stdout) {
		m.windowsHung++
		m.t.Logf("%q printed its result and does not end: %v", args, err)
		r, err = m.tryOnWindows(args...)
	}
	if err != nil {
		m.t.Fatalf("%q: %v\n%s%s", args, err, r.Stdout, r.Stderr)
	}
	return r
}

// tryOnWindows runs ftr.exe for 20 s at most. An error says what its threads were
// doing then.
func (m *machine) tryOnWindows(args ...string) (lab.Result, error) {
	m.t.Helper()
	ctx, cancel := context.WithCancelCause(m.t.Context())
	defer cancel(nil)
	var pid atomic.Int64
	limit := time.AfterFunc(20*time.Second, func() { cancel(fmt.Errorf("after 20 s:\n%s", threads(int(pid.Load())))) })
	defer limit.Stop()
	c := m.windowsCommand(args...)
	c.Started = func(p *os.Process) { pid.Store(int64(p.Pid)) }
	r, err := m.Run(ctx, c)
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return r, err
}

// threads says for each thread of a process where in the kernel it waits (proc(5)).
func threads(pid int) string {
	var b strings.Builder
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", pid))
	if err != nil {
		return err.Error()
	}
	for _, task := range tasks {
		b.WriteString(filepath.Base(task))
		for _, file := range []string{"comm", "wchan", "syscall"} {
			text, err := os.ReadFile(filepath.Join(task, file))
			if err != nil {
				text = []byte(err.Error())
			}
			b.WriteString(" " + strings.TrimSpace(string(text)))
		}
		b.WriteString("\n")
	}
	return b.String()
}
