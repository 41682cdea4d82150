package socket

import (
	"fmt"
	"net/netip"
	"os"
	"sync"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A locator finds source addresses by connecting a UDP socket, which chooses one
// and sends nothing (udp(7)). The socket is opened with the Conn that it is for,
// since its mark may need a privilege that is given up later.
type locator struct {
	mu   sync.Mutex // serializes connect and what it is for; neither waits
	sock *sock
}

func newLocator(c Config) (*locator, error) {
	s, err := newLinuxSock(c, unix.SOCK_DGRAM, unix.IPPROTO_UDP, false)
	if err != nil {
		return nil, err
	}
	return &locator{sock: s}, nil
}

func (l *locator) close() error { return l.sock.file.Close() }

// addr returns the source address toward dst.
func (l *locator) addr(dst netip.Addr) (netip.Addr, error) {
	to, err := sockaddr(netip.AddrPortFrom(dst, DefaultPort))
	if err != nil {
		return netip.Addr{}, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	var local unix.Sockaddr
	closed := l.sock.control(func(fd int) { local, err = connected(fd, to) })
	if closed != nil {
		return netip.Addr{}, closed
	}
	if err != nil {
		return netip.Addr{}, fmt.Errorf("finding the source address toward %s: %w", dst, err)
	}
	return named(addrPort(local).Addr()), nil
}

// connected connects a UDP socket, which may have been connected before, and
// returns its own address.
func connected(fd int, to unix.Sockaddr) (unix.Sockaddr, error) {
	if err := disconnect(fd); err != nil {
		return nil, os.NewSyscallError("connect", err)
	}
	if err := unix.Connect(fd, to); err != nil {
		return nil, os.NewSyscallError("connect", err)
	}
	local, err := unix.Getsockname(fd)
	return local, os.NewSyscallError("getsockname", err)
}

// disconnect lets go of the address that an earlier connect chose, by connecting
// to the family AF_UNSPEC (connect(2)), for which x/sys/unix has no address.
func disconnect(fd int) error {
	sa := unix.RawSockaddr{Family: unix.AF_UNSPEC}
	_, _, errno := unix.Syscall(unix.SYS_CONNECT, uintptr(fd), uintptr(unsafe.Pointer(&sa)), unsafe.Sizeof(sa))
	if errno != 0 {
		return errno
	}
	return nil
}
