//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package socket

import (
	"errors"
	"net"
	"os"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// A pollSet is a waiter for any Unix system, by poll(2) and a pipe that wakes it.
// Nothing of it is with the runtime's poller, as of an epoll.
type pollSet struct {
	pipe [2]int // read from, written to; wait closes it if it runs, else close does

	mu      sync.Mutex // guards all below; never held while waiting
	events  map[int]int16
	waiting bool
	closed  bool
}

func newPollSet() (*pollSet, error) {
	p := &pollSet{events: make(map[int]int16)}
	if err := openPipe(&p.pipe); err != nil {
		return nil, os.NewSyscallError("pipe", err)
	}
	return p, nil
}

// openPipe opens a pipe that does not block and that no child inherits. Not every
// system has pipe2(2).
func openPipe(pipe *[2]int) error {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	if err := unix.Pipe(pipe[:]); err != nil {
		return err
	}
	for _, fd := range pipe {
		unix.CloseOnExec(fd)
		if err := unix.SetNonblock(fd, true); err != nil {
			_ = closePipe(*pipe)
			return err
		}
	}
	return nil
}

func closePipe(pipe [2]int) error { return errors.Join(unix.Close(pipe[0]), unix.Close(pipe[1])) }

// add implements waiter. Errors are always reported.
func (p *pollSet) add(s *sock, writable bool) error {
	events := int16(unix.POLLIN)
	if writable {
		events |= unix.POLLOUT
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return net.ErrClosed
	}
	p.events[s.fd] = events
	p.wake()
	return nil
}

// remove makes wait forget a socket that is about to be closed: another file may
// get its number, and while poll(2) runs the socket would live on in the kernel.
func (p *pollSet) remove(s *sock) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.events, s.fd)
	p.wake()
}

// wake ends the waiting. A pipe that is full does so already. The lock is held.
func (p *pollSet) wake() {
	if p.waiting {
		_, _ = unix.Write(p.pipe[1], []byte{0})
	}
}

// wait implements waiter.
func (p *pollSet) wait(drain func(fd int) bool) error {
	for {
		fds, err := p.begin()
		if err != nil {
			return err
		}
		_, err = unix.Poll(fds, -1)
		if p.end() {
			return net.ErrClosed
		}
		switch {
		case errors.Is(err, unix.EINTR):
		case err != nil:
			return os.NewSyscallError("poll", err)
		case drainReady(fds[1:], drain):
			return nil
		}
	}
}

// begin returns what to wait for, the pipe first.
func (p *pollSet) begin() ([]unix.PollFd, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, net.ErrClosed
	}
	p.waiting = true
	fds := []unix.PollFd{{Fd: int32(p.pipe[0]), Events: unix.POLLIN}}
	for fd, events := range p.events {
		fds = append(fds, unix.PollFd{Fd: int32(fd), Events: events})
	}
	return fds, nil
}

// end empties the pipe, or closes it where the set is closed, and reports whether
// it is.
func (p *pollSet) end() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waiting = false
	if p.closed {
		_ = closePipe(p.pipe)
		return true
	}
	var b [64]byte
	for {
		if n, err := unix.Read(p.pipe[0], b[:]); n <= 0 && !errors.Is(err, unix.EINTR) {
			return false
		}
	}
}

func drainReady(fds []unix.PollFd, drain func(fd int) bool) bool {
	found := false
	for _, f := range fds {
		if f.Revents != 0 {
			found = drain(int(f.Fd)) || found
		}
	}
	return found
}

// close implements waiter.
func (p *pollSet) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.closed:
		return net.ErrClosed
	case p.waiting:
		p.wake()
		p.closed = true
		return nil
	}
	p.closed = true
	return closePipe(p.pipe)
}
