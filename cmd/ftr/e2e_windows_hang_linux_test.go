package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ftr/internal/lab"
	"ftr/internal/wine"
)

// errExitBlocked is for what [wine.ExitBlocked] reports.
var errExitBlocked = errors.New("the program cannot end, by a fault of Wine")

// A windowsRun runs ftr.exe, until the context is done, and calls started once it runs.
type windowsRun[R any] func(ctx context.Context, started func(*os.Process)) (R, error)

// untilItEnds runs ftr.exe. Where the world's last replies come while ftr ends, which
// is one run in some forty, Wine cannot end it: then it is run again. Any other run
// that does not end is an error.
func untilItEnds[R any](t *testing.T, run windowsRun[R]) (R, error) {
	t.Helper()
	r, err := run.watched(t.Context())
	for again := 0; again < 3 && errors.Is(err, errExitBlocked); again++ {
		t.Logf("again: %v", err)
		r, err = run.watched(t.Context())
	}
	return r, err
}

// watched runs ftr.exe for 20 s at most. An error says what its threads were doing
// then.
func (run windowsRun[R]) watched(ctx context.Context) (R, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r, err := run(ctx, func(p *os.Process) { go func() { cancel(awaitHang(ctx, p.Pid)) }() })
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return r, err
}

// runOnWindows runs ftr.exe with the arguments.
func (m *machine) runOnWindows(args ...string) lab.Result {
	m.t.Helper()
	r, err := untilItEnds(m.t, func(ctx context.Context, started func(*os.Process)) (lab.Result, error) {
		c := m.windowsCommand(args...)
		c.Started = started
		return m.Run(ctx, c)
	})
	if err != nil {
		m.t.Fatalf("%q: %v\n%s%s", args, err, r.Stdout, r.Stderr)
	}
	return r
}

// awaitHang says how a process hangs, once it does so or the context is done.
func awaitHang(ctx context.Context, pid int) error {
	look := time.NewTicker(250 * time.Millisecond)
	defer look.Stop()
	limit := time.NewTimer(20 * time.Second)
	defer limit.Stop()
	for {
		select {
		case <-look.C:
			if wine.ExitBlocked(pid) {
				return errExitBlocked
			}
		case <-limit.C:
			return fmt.Errorf("after 20 s:\n%s", threads(pid))
		case <-ctx.Done():
			return ctx.Err()
		}
	}
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
