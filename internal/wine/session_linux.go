package wine

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"
)

// A Session is Wine in one network namespace, for the length of a test: a prefix
// and a wineserver of its own.
type Session struct {
	prefix   string
	template string
	in       Start
}

// A Start starts a command in the network namespace that a Session is to live in,
// as (*exec.Cmd).Start does in that of this process.
type Start func(*exec.Cmd) error

// New starts a Session. Where Wine is missing it skips the test (see Require).
func New(t testing.TB, start Start) *Session {
	t.Helper()
	Require(t)
	from, err := template()
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "ftr-wine-")
	if err != nil {
		t.Fatal(err)
	}
	s := &Session{prefix: dir, template: from, in: start}
	t.Cleanup(func() {
		if err := errors.Join(kill(dir), os.RemoveAll(dir)); err != nil {
			t.Error(err)
		}
	})
	if err := s.start(); err != nil {
		t.Fatal(err)
	}
	return s
}

// Restart ends all that runs in the Session and starts it anew. It is for after each
// program that may have ended with echo requests under way: Wine 8 then answers none
// to anyone any more.
func (s *Session) Restart() error {
	if err := kill(s.prefix); err != nil {
		return err
	}
	if err := os.RemoveAll(s.prefix); err != nil {
		return err
	}
	if err := os.Mkdir(s.prefix, 0o700); err != nil {
		return err
	}
	return s.start()
}

// start fills the prefix, which is empty, and starts the wineserver and the services
// without which no program runs. What a program takes from then on is its own time:
// 0.06 s, not 0.6.
func (s *Session) start() error {
	if err := newPrefix(s.prefix, s.template); err != nil {
		return err
	}
	if err := s.serve(); err != nil {
		return err
	}
	if err := awaitSocket(s.prefix); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	args := s.Args("cmd", "/c", "exit")
	first := exec.CommandContext(ctx, args[0], args[1:]...)
	first.Env = s.Env()
	if err := s.in(first); err != nil {
		return fmt.Errorf("starting Wine: %w", err)
	}
	if err := first.Wait(); err != nil {
		return fmt.Errorf("starting Wine: %w", err)
	}
	return nil
}

// serve starts the wineserver, which stays when its programs have ended. It dies
// with the thread that started it, hence at the latest with this process; without
// it, all of its programs end.
func (s *Session) serve() error {
	server := exec.Command("wineserver", "--foreground", "--persistent")
	server.Env = s.Env()
	server.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	started := make(chan error)
	go func() {
		runtime.LockOSThread() // so that the thread lives as long as the server
		err := s.in(server)
		started <- err
		if err == nil {
			_ = server.Wait() // killed
		}
	}()
	if err := <-started; err != nil {
		return fmt.Errorf("starting the wineserver: %w", err)
	}
	return nil
}

// Args returns the command line that runs a Windows program in the Session. To be
// in the right namespace it has to be started there, with the environment Env. It
// becomes the program's process, and turns an interrupt (SIGINT) into Ctrl-C.
func (s *Session) Args(program string, args ...string) []string {
	return slices.Concat(loader, []string{program}, args)
}

// Env returns the environment of the Session's programs, with further variables.
func (s *Session) Env(more ...string) []string {
	return environment(s.prefix, more...)
}
