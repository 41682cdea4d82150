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
	var src windows.Sockaddr
	err := withUDPSocket(netip.AddrPortFrom(dst, DefaultPort), func(s windows.Handle, to windows.Sockaddr) error {
		err := windows.Connect(s, to)
		if err == nil {
			src, err = windows.Getsockname(s)
		}
		return err
	})
	return addrOf(src), err
}

// checkSource returns an error where src is not an address of this machine: the ICMP
// API tells that as late as with the first probe, if at all. It binds a UDP socket.
func checkSource(src netip.Addr) error {
	if !src.IsValid() {
		return nil
	}
	if err := withUDPSocket(netip.AddrPortFrom(src, 0), windows.Bind); err != nil {
		return fmt.Errorf("binding to source address %s: %w", src, portable(err))
	}
	return nil
}

// withUDPSocket calls use with a socket of the address's family, by which nothing is
// sent, and the address.
func withUDPSocket(a netip.AddrPort, use func(s windows.Handle, sa windows.Sockaddr) error) error {
	domain, sa, err := windowsSockaddr(a)
	if err != nil {
		return err
	}
	s, err := windows.Socket(domain, windows.SOCK_DGRAM, windows.IPPROTO_UDP)
	if err != nil {
		return err
	}
	defer func() { _ = windows.Closesocket(s) }() // nothing was sent
	return use(s, sa)
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
