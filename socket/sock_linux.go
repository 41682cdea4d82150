package socket

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// A sock is one socket of a Conn. The descriptor is used through rc only, which
// keeps Close from handing its number to another file while a call runs. It is
// in blocking mode, so that the runtime's poller leaves it alone; each call
// asks not to wait by itself.
type sock struct {
	codec codec
	file  *os.File
	rc    syscall.RawConn
	fd    int // to tell sockets apart only

	// lateHops is set where the hop limit must also be a socket option, which
	// hops then guards from its setting to the end of the send. Neither waits.
	lateHops bool
	hops     sync.Mutex
}

// newSock opens a socket with the options that each method wants: receive
// stamps and TTLs, error queue if queue is set, source, interface and what else
// c says.
func newSock(c Config, typ, proto int, queue bool) (*sock, error) {
	domain := unix.AF_INET
	if c.IPv6 {
		domain = unix.AF_INET6
	}
	fd, err := unix.Socket(domain, typ|unix.SOCK_CLOEXEC, proto)
	if err != nil {
		return nil, os.NewSyscallError("socket", err)
	}
	file := os.NewFile(uintptr(fd), "socket")
	rc, err := file.SyscallConn()
	if err == nil {
		err = prepare(fd, c, queue)
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return &sock{file: file, rc: rc, fd: fd}, nil
}

// prepare sets the options and binds.
func prepare(fd int, c Config, queue bool) error {
	// A burst of replies must fit; the kernel caps this at net.core.rmem_max.
	_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, 1<<20)
	for _, o := range options(c, queue) {
		if err := unix.SetsockoptInt(fd, o.level, o.name, o.value); err != nil {
			return fmt.Errorf("setting %s: %w", o.text, err)
		}
	}
	if queue {
		tellExtensions(fd, c.IPv6)
	}
	return attach(fd, c)
}

// tellExtensions makes the error queue tell where the extension structure of an
// ICMP error begins. Linux before 5.9 cannot; then those structures are found
// that follow 128 bytes of quote and have a checksum.
func tellExtensions(fd int, v6 bool) {
	if v6 {
		_ = unix.SetsockoptInt(fd, unix.SOL_IPV6, unix.IPV6_RECVERR_RFC4884, 1)
		return
	}
	_ = unix.SetsockoptInt(fd, unix.SOL_IP, unix.IP_RECVERR_RFC4884, 1)
}

// attach binds to the interface and the source address of c.
func attach(fd int, c Config) error {
	if c.Interface != "" {
		if err := bindInterface(fd, c.Interface); err != nil {
			return err
		}
	}
	return bindSource(fd, c)
}

type option struct {
	level, name, value int
	text               string
}

// options lists the socket options for c, with an error queue if queue is set.
func options(c Config, queue bool) []option {
	os := familyOptions(c, queue)
	if c.Mark != 0 {
		os = append(os, option{unix.SOL_SOCKET, unix.SO_MARK, int(c.Mark), "SO_MARK"})
	}
	return append(os, option{unix.SOL_SOCKET, unix.SO_TIMESTAMPNS, 1, "SO_TIMESTAMPNS"})
}

// familyOptions lists those of c's address family. Path MTU discovery is set to
// "probe" where packets are to carry DF: then they are not fragmented here
// either, whatever the kernel has learnt (ip(7), IP_MTU_DISCOVER).
func familyOptions(c Config, queue bool) []option {
	on, discover := 0, unix.IP_PMTUDISC_DONT
	if queue {
		on = 1
	}
	if c.DontFragment {
		discover = unix.IP_PMTUDISC_PROBE
	}
	if c.IPv6 {
		return []option{
			{unix.SOL_IPV6, unix.IPV6_RECVERR, on, "IPV6_RECVERR"},
			{unix.SOL_IPV6, unix.IPV6_RECVHOPLIMIT, 1, "IPV6_RECVHOPLIMIT"},
			{unix.SOL_IPV6, unix.IPV6_RECVPKTINFO, 1, "IPV6_RECVPKTINFO"},
			{unix.SOL_IPV6, unix.IPV6_MTU_DISCOVER, discover, "IPV6_MTU_DISCOVER"}, // the values are those of IPv4
			{unix.SOL_IPV6, unix.IPV6_TCLASS, int(c.TOS), "IPV6_TCLASS"},
		}
	}
	return []option{
		{unix.SOL_IP, unix.IP_RECVERR, on, "IP_RECVERR"},
		{unix.SOL_IP, unix.IP_RECVTTL, 1, "IP_RECVTTL"},
		{unix.SOL_IP, unix.IP_MTU_DISCOVER, discover, "IP_MTU_DISCOVER"},
		{unix.SOL_IP, unix.IP_TOS, int(c.TOS), "IP_TOS"},
	}
}

func bindInterface(fd int, name string) error {
	if _, err := net.InterfaceByName(name); err != nil {
		return fmt.Errorf("no interface is named %q: %w", name, unix.ENODEV)
	}
	if err := unix.BindToDevice(fd, name); err != nil {
		return fmt.Errorf("binding to interface %s: %w", name, err)
	}
	return nil
}

// bindSource binds to the source address of c or any address, which fixes the
// port of a UDP socket and the identifier of a ping socket.
func bindSource(fd int, c Config) error {
	src := c.Source
	switch {
	case src.IsValid():
	case c.IPv6:
		src = netip.IPv6Unspecified()
	default:
		src = netip.IPv4Unspecified()
	}
	sa, err := sockaddr(netip.AddrPortFrom(src, 0))
	if err != nil {
		return err
	}
	if err := unix.Bind(fd, sa); err != nil {
		return fmt.Errorf("binding to source address %s: %w", src, err)
	}
	return nil
}

// port returns the port that s is bound to, for a ping socket its identifier.
func (s *sock) port() (uint16, error) {
	var sa unix.Sockaddr
	var err error
	if e := s.control(func(fd int) { sa, err = unix.Getsockname(fd) }); e != nil {
		return 0, e
	}
	if err != nil {
		return 0, os.NewSyscallError("getsockname", err)
	}
	return addrPort(sa).Port(), nil
}

// control runs f with the descriptor, or returns net.ErrClosed.
func (s *sock) control(f func(fd int)) error {
	if err := s.rc.Control(func(fd uintptr) { f(int(fd)) }); err != nil {
		return net.ErrClosed
	}
	return nil
}

// sockaddr converts an address; a zone is an interface's name or number.
func sockaddr(a netip.AddrPort) (unix.Sockaddr, error) {
	if a.Addr().Is4() {
		return &unix.SockaddrInet4{Port: int(a.Port()), Addr: a.Addr().As4()}, nil
	}
	zone, err := zoneIndex(a.Addr().Zone())
	if err != nil {
		return nil, err
	}
	return &unix.SockaddrInet6{Port: int(a.Port()), Addr: a.Addr().As16(), ZoneId: zone}, nil
}

// addrPort converts a socket address; nil and other families give the zero one.
func addrPort(sa unix.Sockaddr) netip.AddrPort {
	switch sa := sa.(type) {
	case *unix.SockaddrInet4:
		return netip.AddrPortFrom(netip.AddrFrom4(sa.Addr), uint16(sa.Port))
	case *unix.SockaddrInet6:
		return netip.AddrPortFrom(zoned(netip.AddrFrom16(sa.Addr), sa.ZoneId), uint16(sa.Port))
	}
	return netip.AddrPort{}
}
