//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package socket

import (
	"fmt"
	"net/netip"
	"os"

	"golang.org/x/sys/unix"
)

// A locator finds source addresses by connecting a UDP socket, which chooses one
// and sends nothing (udp(4)). Each has a socket of its own, since one that was
// connected before forgets what it was bound to.
type locator struct{ cfg Config }

func newLocator(c Config) (*locator, error) { return &locator{c}, nil }

func (l *locator) close() error { return nil }

// addr returns the source address toward dst.
func (l *locator) addr(dst netip.Addr) (netip.Addr, error) {
	to, err := sockaddr(netip.AddrPortFrom(dst, DefaultPort))
	if err != nil {
		return netip.Addr{}, err
	}
	s, err := plainSock(system, l.cfg, unix.SOCK_DGRAM, unix.IPPROTO_UDP)
	if err != nil {
		return netip.Addr{}, err
	}
	defer s.file.Close()
	var local unix.Sockaddr
	if e := s.control(func(fd int) { local, err = connected(fd, to) }); e != nil {
		return netip.Addr{}, e
	}
	if err != nil {
		return netip.Addr{}, fmt.Errorf("finding the source address toward %s: %w", dst, err)
	}
	return named(addrPort(local).Addr()), nil
}

// connected connects a UDP socket and returns its own address.
func connected(fd int, to unix.Sockaddr) (unix.Sockaddr, error) {
	if err := unix.Connect(fd, to); err != nil {
		return nil, os.NewSyscallError("connect", err)
	}
	local, err := unix.Getsockname(fd)
	return local, os.NewSyscallError("getsockname", err)
}
