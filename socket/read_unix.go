//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package socket

import (
	"errors"

	"golang.org/x/sys/unix"
)

// A reader holds what one goroutine needs to read from sockets.
type reader struct {
	os      quirks
	data    [maxPacket + 1]byte
	control [512]byte
}

// drain hands each message in the queues of fd to data or, from the error
// queue, to failed, until both are empty. A read of data that fails has taken a
// pending error off the socket, and there may be data behind it.
func (r *reader) drain(fd int, data func(message), failed func(message, failure)) {
	for r.os.errorQueue != 0 {
		m, f, err := r.read(fd, r.os.errorQueue)
		if err != nil {
			break
		}
		if f != nil {
			failed(m, *f)
		}
	}
	for failures := 0; failures < maxAttempts; {
		m, _, err := r.read(fd, 0)
		switch {
		case err == nil:
			data(m)
		case errors.Is(err, unix.EAGAIN):
			return
		default:
			failures++
		}
	}
}

// read reads one message; the failure is nil for data and for errors that are
// no ICMP errors. Its bytes are valid until the next read.
func (r *reader) read(fd, flags int) (message, *failure, error) {
	for {
		n, oobn, _, sa, err := unix.Recvmsg(fd, r.data[:], r.control[:], flags|unix.MSG_DONTWAIT)
		if err == unix.EINTR {
			continue
		}
		if err != nil {
			return message{}, nil, err
		}
		m := message{bytes: r.data[:n], from: addrPort(sa)}
		return m, r.os.annotate(&m, r.control[:oobn]), nil
	}
}
