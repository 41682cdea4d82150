package socket

import (
	"net/netip"
	"os"

	"golang.org/x/sys/unix"
)

// localAddr connects a UDP socket, which chooses a source address and sends
// nothing (udp(7)). It does not use net.Dialer, which takes thirty times as
// long.
func localAddr(dst netip.Addr, c Config) (netip.Addr, error) {
	domain := unix.AF_INET
	if dst.Is6() {
		domain, c.IPv6 = unix.AF_INET6, true
	}
	fd, err := unix.Socket(domain, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return netip.Addr{}, unsupported(os.NewSyscallError("socket", err))
	}
	defer unix.Close(fd)
	if err := attach(fd, c); err != nil {
		return netip.Addr{}, err
	}
	to, err := sockaddr(netip.AddrPortFrom(dst, DefaultPort))
	if err != nil {
		return netip.Addr{}, err
	}
	if err := unix.Connect(fd, to); err != nil {
		return netip.Addr{}, os.NewSyscallError("connect", err)
	}
	local, err := unix.Getsockname(fd)
	if err != nil {
		return netip.Addr{}, os.NewSyscallError("getsockname", err)
	}
	return named(addrPort(local).Addr()), nil
}
