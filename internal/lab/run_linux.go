package lab

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// A Command is a program to run on the simulated machine.
type Command struct {
	Args   []string // Args[0] names the program, looked up in PATH
	Env    []string // nil: this process's
	Dir    string   // empty: this process's
	Nobody bool     // run as user and group 65534, without capabilities, rather than as root

	Stdin          io.Reader // nil: empty
	Stdout, Stderr io.Writer // nil: collected in the Result

	Started func(*os.Process) // called once the program runs; may be nil
	Memory  bool              // measure PeakRSS, which takes a little of the processor's time
}

// A Result is what came of a Command.
type Result struct {
	Stdout, Stderr []byte
	Status         int           // as a shell has it: 128 and the signal's number where one ended the program
	Wall           time.Duration // from before the fork to the end of the program and its output
	CPU            time.Duration // that it used, user and system
	PeakRSS        int64         // most memory that it had at once, in bytes, within the last millisecond
}

// nobody is the user and the group of that name.
const nobody = 65534

// Run runs a program on the simulated machine and waits for it. That it ends
// with a status other than zero is no error; that it cannot be started, or is
// killed because ctx is done, is one.
func (l *Lab) Run(ctx context.Context, c Command) (Result, error) {
	if len(c.Args) == 0 {
		return Result{}, errors.New("no program to run")
	}
	var stdout, stderr bytes.Buffer
	cmd, err := l.command(ctx, c)
	if err != nil {
		return Result{}, err
	}
	cmd.Stdin = c.Stdin
	cmd.Stdout, cmd.Stderr = orBuffer(c.Stdout, &stdout), orBuffer(c.Stderr, &stderr)

	start := time.Now()
	// A process is born into the namespaces of the thread that forks.
	if err := l.Do(cmd.Start); err != nil {
		return Result{}, fmt.Errorf("starting %s: %w", c.Args[0], err)
	}
	peak := func() int64 { return 0 }
	if c.Memory {
		peak = watchMemory(cmd.Process.Pid)
	}
	if c.Started != nil {
		c.Started(cmd.Process)
	}
	err = cmd.Wait()
	r := Result{
		Stdout: stdout.Bytes(),
		Stderr: stderr.Bytes(),
		Status: status(cmd.ProcessState),
		Wall:   time.Since(start),
		CPU:    cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(),
	}
	r.PeakRSS = peak()
	var exit *exec.ExitError
	if errors.As(err, &exit) && ctx.Err() == nil {
		err = nil
	}
	if err != nil {
		return r, fmt.Errorf("running %s: %w", c.Args[0], errors.Join(ctx.Err(), err))
	}
	return r, nil
}

// command prepares c for exec, without its input and output.
func (l *Lab) command(ctx context.Context, c Command) (*exec.Cmd, error) {
	cmd := exec.CommandContext(ctx, c.Args[0], c.Args[1:]...)
	if cmd.Err != nil {
		return nil, cmd.Err
	}
	cmd.Env, cmd.Dir = c.Env, c.Dir
	cmd.WaitDelay = time.Second // for those of its children that keep its output open
	// It would outlive its machine otherwise.
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if c.Nobody {
		path, err := l.copied.executable(cmd.Path, l.files)
		if err != nil {
			return nil, fmt.Errorf("making %s readable for nobody: %w", cmd.Path, err)
		}
		cmd.Path = path
		// Another user than root has no capabilities (capabilities(7)).
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
	}
	return cmd, nil
}

func orBuffer(w io.Writer, b *bytes.Buffer) io.Writer {
	if w == nil {
		return b
	}
	return w
}

func status(s *os.ProcessState) int {
	if ws, ok := s.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
		return 128 + int(ws.Signal())
	}
	return s.ExitCode()
}
