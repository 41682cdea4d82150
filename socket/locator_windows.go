package socket

import (
	"errors"
	"fmt"
	"net/netip"
	"syscall"

	"golang.org/x/sys/windows"
)

// sourceToward returns the address of ours that packets to dst leave from. It
// connects a UDP socket, which chooses one and sends nothing.
func sourceToward(dst netip.Addr) (netip.Addr, error) {
	src, err := connectedSource(dst)
	if err != nil {
		return netip.Addr{}, fmt.Errorf("finding the source address toward %s: %w", dst, portable(err))
	}
	return named(src), nil
}

func connectedSource(dst netip.Addr) (netip.Addr, error) {
	domain, to, err := windowsSockaddr(netip.AddrPortFrom(dst, DefaultPort))
	if err != nil {
		return netip.Addr{}, err
	}
	s, err := windows.Socket(domain, windows.SOCK_DGRAM, windows.IPPROTO_UDP)
	if err != nil {
		return netip.Addr{}, err
	}
	defer func() { _ = windows.Closesocket(s) }() // nothing was sent
	if err := windows.Connect(s, to); err != nil {
		return netip.Addr{}, err
	}
	sa, err := windows.Getsockname(s)
	return addrOf(sa), err
}

// checkSource returns an error where src is not an address of this machine: the ICMP
// API tells that as late as with the first probe, if at all. It binds a UDP socket.
func checkSource(src netip.Addr) error {
	if !src.IsValid() {
		return nil
	}
	if err := bindTo(src); err != nil {
		return fmt.Errorf("binding to source address %s: %w", src, portable(err))
	}
	return nil
}

func bindTo(src netip.Addr) error {
	domain, sa, err := windowsSockaddr(netip.AddrPortFrom(src, 0))
	if err != nil {
		return err
	}
	s, err := windows.Socket(domain, windows.SOCK_DGRAM, windows.IPPROTO_UDP)
	if err != nil {
		return err
	}
	defer func() { _ = windows.Closesocket(s) }() // nothing was sent
	return windows.Bind(s, sa)
}

func windowsSockaddr(a netip.AddrPort) (domain int, sa windows.Sockaddr, err error) {
	if a.Addr().Is4() {
		return windows.AF_INET, &windows.SockaddrInet4{Port: int(a.Port()), Addr: a.Addr().As4()}, nil
	}
	zone, err := zoneIndex(a.Addr().Zone())
	return windows.AF_INET6, &windows.SockaddrInet6{Port: int(a.Port()), Addr: a.Addr().As16(), ZoneId: zone}, err
}

// addrOf converts a socket address; nil gives the zero one.
func addrOf(sa windows.Sockaddr) netip.Addr {
	switch sa := sa.(type) {
	case *windows.SockaddrInet4:
		return netip.AddrFrom4(sa.Addr)
	case *windows.SockaddrInet6:
		return zoned(netip.AddrFrom16(sa.Addr), sa.ZoneId)
	}
	return netip.Addr{}
}

// portable returns err such that it matches what the same error is on other
// systems.
func portable(err error) error {
	var code syscall.Errno
	if errors.As(err, &code) && code < syscall.APPLICATION_ERROR {
		return winError(code)
	}
	return err
}
