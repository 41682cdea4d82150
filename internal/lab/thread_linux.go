package lab

import (
	"errors"
	"fmt"
	"runtime"

	"golang.org/x/sys/unix"
)

// A thread is an operating system thread in a network and a mount namespace of
// its own, which end with it and with what it opened and started.
type thread struct {
	tasks chan func()
	done  chan struct{} // closed when the thread takes no more tasks
}

func startThread() (*thread, error) {
	t := &thread{tasks: make(chan func()), done: make(chan struct{})}
	started := make(chan error)
	go offMain(func() { t.run(started) })
	if err := <-started; err != nil {
		return nil, err
	}
	return t, nil
}

// offMain runs f locked to a thread other than the process's first, which lives
// as long as the process does and would keep its namespaces. The thread ends
// with the goroutine, because it is never unlocked.
func offMain(f func()) {
	runtime.LockOSThread()
	if unix.Gettid() != unix.Getpid() {
		f()
		return
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		offMain(f)
	}()
	<-done // until then no other goroutine gets onto the first thread
	runtime.UnlockOSThread()
}

func (t *thread) run(started chan<- error) {
	defer close(t.done)
	if err := leave(); err != nil {
		started <- err
		return
	}
	started <- nil
	for f := range t.tasks {
		f()
	}
}

// leave moves the calling thread out of the host's namespaces.
func leave() error {
	if err := unix.Unshare(unix.CLONE_NEWNET | unix.CLONE_NEWNS); err != nil {
		return fmt.Errorf("making a network namespace: %w", err)
	}
	// Else what we mount here would appear on the host too.
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("making mounts private: %w", err)
	}
	return nil
}

var errClosed = errors.New("the world is closed")

// do runs f on the thread and returns its error.
func (t *thread) do(f func() error) error {
	err := errors.New("the task on the namespace's thread did not return")
	ran := make(chan struct{})
	task := func() {
		defer close(ran)
		err = f()
	}
	select {
	case t.tasks <- task:
		<-ran
		return err
	case <-t.done:
		return errClosed
	}
}

// end waits for the task under way and ends the thread.
func (t *thread) end() {
	select {
	case t.tasks <- runtime.Goexit:
		<-t.done
	case <-t.done:
	}
}
