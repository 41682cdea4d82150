//go:build linux

package socket

import (
	"encoding/binary"
	"errors"
	"net/netip"

	"golang.org/x/sys/unix"
)

// A reader holds what one goroutine needs to read from sockets.
type reader struct {
	data    [maxPacket + 1]byte
	control [512]byte
}

// drain hands each message in the queues of fd to data or, from the error
// queue, to failed, until both are empty. A read of data that fails has taken a
// pending error off the socket, and there may be data behind it.
func (r *reader) drain(fd int, data func(message), failed func(message, failure)) {
	for {
		m, f, err := r.read(fd, unix.MSG_ERRQUEUE)
		if err != nil {
			break
		}
		if f != nil {
			failed(m, *f)
		}
	}
	for failures := 0; failures < maxAttempts; {
		m, _, err := r.read(fd, 0)
		switch {
		case err == nil:
			data(m)
		case errors.Is(err, unix.EAGAIN):
			return
		default:
			failures++
		}
	}
}

// read reads one message; the failure is nil for data and for errors that are
// no ICMP errors. Its bytes are valid until the next read.
func (r *reader) read(fd, flags int) (message, *failure, error) {
	for {
		n, oobn, _, sa, err := unix.Recvmsg(fd, r.data[:], r.control[:], flags|unix.MSG_DONTWAIT)
		if err == unix.EINTR {
			continue
		}
		if err != nil {
			return message{}, nil, err
		}
		m := message{bytes: r.data[:n], from: addrPort(sa)}
		return m, m.annotate(r.control[:oobn]), nil
	}
}

// annotate fills in what the control messages say of m, and returns the
// failure among them.
func (m *message) annotate(control []byte) *failure {
	cs, err := unix.ParseSocketControlMessage(control)
	if err != nil {
		return nil
	}
	var failed *failure
	for _, c := range cs {
		switch (option{level: int(c.Header.Level), name: int(c.Header.Type)}) {
		case option{level: unix.SOL_SOCKET, name: unix.SO_TIMESTAMPNS}:
			m.at = parseTimespec(c.Data)
		case option{level: unix.SOL_IP, name: unix.IP_TTL}, option{level: unix.SOL_IPV6, name: unix.IPV6_HOPLIMIT}:
			if len(c.Data) >= 4 {
				m.ttl = int(binary.NativeEndian.Uint32(c.Data))
			}
		case option{level: unix.SOL_IPV6, name: unix.IPV6_PKTINFO}:
			if len(c.Data) >= 16 {
				m.to = netip.AddrFrom16([16]byte(c.Data))
			}
		case option{level: unix.SOL_IP, name: unix.IP_RECVERR}, option{level: unix.SOL_IPV6, name: unix.IPV6_RECVERR}:
			if f, ok := parseFailure(c.Data); ok {
				failed = &f
			}
		}
	}
	return failed
}
