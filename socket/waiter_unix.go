//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package socket

// A waiter waits for many sockets at once.
type waiter interface {
	// add makes wait look at s, until it is closed: whether there is anything to
	// read from it, and if writable is set also whether it is connected.
	add(s *sock, writable bool) error
	// wait calls drain for each socket to which something happened, until drain
	// has returned true in a round. After close it returns net.ErrClosed.
	wait(drain func(fd int) bool) error
	close() error
}
