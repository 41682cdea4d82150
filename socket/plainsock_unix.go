//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package socket

import (
	"fmt"
	"net"
	"os"

	"golang.org/x/sys/unix"
)

// plainSock opens a socket on a system with the given quirks.
func plainSock(q quirks, c Config, typ, proto int) (*sock, error) {
	return plainSockAt(q, c, typ, proto, 0)
}

// plainSockAt opens a socket that is bound to a port; zero: any.
func plainSockAt(q quirks, c Config, typ, proto int, port uint16) (*sock, error) {
	return newSock(c, typ, proto, func(fd int) error {
		if err := unix.SetNonblock(fd, true); err != nil {
			return os.NewSyscallError("fcntl", err)
		}
		growBuffers(fd)
		bound, err := boundTo(c)
		if err != nil {
			return err
		}
		for _, o := range q.options(c.IPv6, bound) {
			if err := unix.SetsockoptInt(fd, o.level, o.name, o.value); err != nil && !o.spare {
				return fmt.Errorf("setting %s: %w", o.text, err)
			}
		}
		return bindSource(fd, c, port)
	})
}

// boundTo returns the index of the interface that probes are to be kept to, if any.
func boundTo(c Config) (int, error) {
	if c.Interface == "" {
		return 0, nil
	}
	i, err := net.InterfaceByName(c.Interface)
	if err != nil {
		return 0, fmt.Errorf("no interface is named %q: %w", c.Interface, unix.ENODEV)
	}
	return i.Index, nil
}

// growBuffers makes room for a burst of replies and for the longest probe. What is
// too much is refused, and how much that is differs (kern.ipc.maxsockbuf and the
// like).
func growBuffers(fd int) {
	for _, name := range []int{unix.SO_RCVBUF, unix.SO_SNDBUF} {
		for n := 1 << 20; n > 1<<15; n >>= 1 {
			if unix.SetsockoptInt(fd, unix.SOL_SOCKET, name, n) == nil {
				break
			}
		}
	}
}
