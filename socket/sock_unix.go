//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

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

	// controls returns the control messages of a packet with a TTL; nil: it has
	// none, since what the codec encodes is a whole packet.
	controls func(ttl int) []byte
	headed   bool        // what it sends begins with an IPv4 header
	order    headerOrder // of that header

	// lateHops is set where the hop limit must also be a socket option, which
	// hops then guards from its setting to the end of the send. Neither waits.
	lateHops bool
	hops     sync.Mutex
}

// newSock opens a socket and has set prepare it, which ends with attach.
func newSock(c Config, typ, proto int, set func(fd int) error) (*sock, error) {
	fd, err := openSocket(c.IPv6, typ, proto)
	if err != nil {
		return nil, os.NewSyscallError("socket", err)
	}
	file := os.NewFile(uintptr(fd), "socket")
	rc, err := file.SyscallConn()
	if err == nil {
		err = set(fd)
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return &sock{file: file, rc: rc, fd: fd}, nil
}

// bindSource binds to the source address of c or any address, and to a port; zero:
// any. That fixes the port of a UDP socket and the identifier of a ping socket.
func bindSource(fd int, c Config, port uint16) error {
	src := c.Source
	switch {
	case src.IsValid():
	case c.IPv6:
		src = netip.IPv6Unspecified()
	default:
		src = netip.IPv4Unspecified()
	}
	sa, err := sockaddr(netip.AddrPortFrom(src, port))
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

// configured runs set on the new socket s, which it closes if that fails.
func (s *sock) configured(set func(fd int) error) (*sock, error) {
	var err error
	if e := s.control(func(fd int) { err = set(fd) }); e != nil {
		err = e
	}
	if err != nil {
		s.file.Close()
		return nil, err
	}
	return s, nil
}

func icmpProto(v6 bool) int {
	if v6 {
		return unix.IPPROTO_ICMPV6
	}
	return unix.IPPROTO_ICMP
}
