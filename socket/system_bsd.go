//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package socket

import (
	"errors"
	"syscall"

	"golang.org/x/sys/unix"
)

// openSocket opens a socket that no child inherits. Not every system can say that
// when it opens one.
func openSocket(v6 bool, typ, proto int) (int, error) {
	domain := unix.AF_INET
	if v6 {
		domain = unix.AF_INET6
	}
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	fd, err := unix.Socket(domain, typ, proto)
	if err == nil {
		unix.CloseOnExec(fd)
	}
	return fd, err
}

// maybeInnocent reports whether err says nothing of the probe: an interruption.
// ICMP errors come to sockets that are connected only.
func maybeInnocent(err error) bool { return errors.Is(err, unix.EINTR) }

// namespace is zero: there is one network for all.
func namespace() uint64 { return 0 }
