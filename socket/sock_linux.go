package socket

import (
	"fmt"
	"net"

	"golang.org/x/sys/unix"
)

// newLinuxSock opens a socket with the options that each method wants: receive
// stamps and TTLs, error queue if queue is set, source, interface and what else
// c says.
func newLinuxSock(c Config, typ, proto int, queue bool) (*sock, error) {
	s, err := newSock(c, typ, proto, func(fd int) error { return prepare(fd, c, queue) })
	if err == nil {
		s.controls = func(ttl int) []byte { return system.ttlControl(c.IPv6, ttl) }
	}
	return s, err
}

// openSocket opens a socket that no child inherits.
func openSocket(v6 bool, typ, proto int) (int, error) {
	domain := unix.AF_INET
	if v6 {
		domain = unix.AF_INET6
	}
	return unix.Socket(domain, typ|unix.SOCK_CLOEXEC, proto)
}

// prepare sets the options and binds.
func prepare(fd int, c Config, queue bool) error {
	// A burst of replies must fit; the kernel caps this at net.core.rmem_max.
	_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, 1<<20)
	for _, o := range linuxOptions(c, queue) {
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
	return bindSource(fd, c, 0)
}

// linuxOptions lists the socket options for c, with an error queue if queue is set.
func linuxOptions(c Config, queue bool) []option {
	os := familyOptions(c, queue)
	if c.Mark != 0 {
		os = append(os, option{level: unix.SOL_SOCKET, name: unix.SO_MARK, value: int(c.Mark), text: "SO_MARK"})
	}
	return append(os, option{level: unix.SOL_SOCKET, name: unix.SO_TIMESTAMPNS, value: 1, text: "SO_TIMESTAMPNS"})
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
			{level: unix.SOL_IPV6, name: unix.IPV6_RECVERR, value: on, text: "IPV6_RECVERR"},
			{level: unix.SOL_IPV6, name: unix.IPV6_RECVHOPLIMIT, value: 1, text: "IPV6_RECVHOPLIMIT"},
			{level: unix.SOL_IPV6, name: unix.IPV6_RECVPKTINFO, value: 1, text: "IPV6_RECVPKTINFO"},
			{level: unix.SOL_IPV6, name: unix.IPV6_MTU_DISCOVER, value: discover, text: "IPV6_MTU_DISCOVER"}, // the values are those of IPv4
			{level: unix.SOL_IPV6, name: unix.IPV6_TCLASS, value: int(c.TOS), text: "IPV6_TCLASS"},
		}
	}
	return []option{
		{level: unix.SOL_IP, name: unix.IP_RECVERR, value: on, text: "IP_RECVERR"},
		{level: unix.SOL_IP, name: unix.IP_RECVTTL, value: 1, text: "IP_RECVTTL"},
		{level: unix.SOL_IP, name: unix.IP_MTU_DISCOVER, value: discover, text: "IP_MTU_DISCOVER"},
		{level: unix.SOL_IP, name: unix.IP_TOS, value: int(c.TOS), text: "IP_TOS"},
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
