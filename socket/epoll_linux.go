package socket

import (
	"errors"
	"net"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// An epoll is a waiter for Linux. Go's own poller declares a socket
// "not pollable" for ever when it reports an error and nothing else, as one
// with a full send buffer and an ICMP error does; so the sockets are in an
// epoll set of their own, and only that set's descriptor is with the runtime.
type epoll struct {
	file *os.File
	rc   syscall.RawConn
}

func newEpoll() (*epoll, error) {
	fd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, os.NewSyscallError("epoll_create1", err)
	}
	if err := unix.SetNonblock(fd, true); err != nil { // os.NewFile then registers it
		unix.Close(fd)
		return nil, os.NewSyscallError("fcntl", err)
	}
	file := os.NewFile(uintptr(fd), "epoll")
	rc, err := file.SyscallConn()
	if err != nil {
		file.Close()
		return nil, err
	}
	return &epoll{file, rc}, nil
}

// add implements waiter (epoll_ctl(2)). Errors are always reported.
func (p *epoll) add(s *sock, writable bool) error {
	events := uint32(unix.EPOLLIN)
	if writable {
		events |= unix.EPOLLOUT
	}
	var err error
	closed := p.rc.Control(func(ep uintptr) {
		e := s.control(func(fd int) {
			event := unix.EpollEvent{Events: events, Fd: int32(fd)}
			err = os.NewSyscallError("epoll_ctl", unix.EpollCtl(int(ep), unix.EPOLL_CTL_ADD, fd, &event))
		})
		err = errors.Join(e, err)
	})
	if closed != nil {
		return net.ErrClosed
	}
	return err
}

// wait implements waiter.
func (p *epoll) wait(drain func(fd int) bool) error {
	err := p.rc.Read(func(ep uintptr) bool {
		for {
			var events [16]unix.EpollEvent
			n, err := unix.EpollWait(int(ep), events[:], 0)
			if err == unix.EINTR {
				continue
			}
			if n <= 0 {
				return false
			}
			found := false
			for _, e := range events[:n] {
				found = drain(int(e.Fd)) || found
			}
			if found {
				return true
			}
		}
	})
	if err != nil {
		return net.ErrClosed
	}
	return nil
}

// close implements waiter.
func (p *epoll) close() error { return p.file.Close() }
