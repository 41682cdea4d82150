package socket

import (
	"time"

	"golang.org/x/sys/unix"
)

// outcome returns what a socket tells of its connect: the reply, whether there is
// one, and whether the attempt is over.
func (c *tcpConn) outcome(a *attempt) (r Reply, ok, over bool) {
	now := time.Now()
	closed := a.control(func(fd int) {
		if r, ok = c.failed(a, fd); ok {
			over = true
			return
		}
		r, ok, over = c.answered(a, fd, now)
	})
	return r, ok, over || closed != nil
}

// failed returns the first ICMP error about the attempt in the error queue.
func (c *tcpConn) failed(a *attempt, fd int) (r Reply, ok bool) {
	for {
		m, f, err := c.inbox.reader.read(fd, c.inbox.reader.os.errorQueue)
		if err != nil {
			return Reply{}, false
		}
		if f == nil {
			continue
		}
		now := time.Now()
		arr, ok := failureArrival(c.cfg.IPv6, m, *f, 0)
		if !ok {
			continue
		}
		r = arr.reply
		if again(fd) {
			return r, true // to which SYN it is cannot be told
		}
		r.RTT, r.Unstamped = roundTrip(a.sent, now, m.at), m.at.IsZero()
		return r, true
	}
}

// answered returns what the destination said. The kernel measures the time to a
// SYN-ACK itself, in microseconds (tcp(7), TCP_INFO); it does not stamp a RST. A
// RST behind the SYN-ACK has another error than one in its place (tcp_reset in the
// kernel).
func (c *tcpConn) answered(a *attempt, fd int, now time.Time) (r Reply, ok, over bool) {
	soErr, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_ERROR)
	if err != nil {
		return Reply{}, false, true
	}
	info, err := unix.GetsockoptTCPInfo(fd, unix.IPPROTO_TCP, unix.TCP_INFO)
	if err != nil {
		return Reply{}, false, true
	}
	r = Reply{From: a.Dst}
	switch {
	case soErr == int(unix.ECONNREFUSED):
		r.Kind, r.RTT, r.Unstamped = Reset, now.Sub(a.sent), true
	case soErr == 0 && info.State == stateSynSent:
		return Reply{}, false, false
	case soErr == 0 && info.State != stateClosed, soErr == int(unix.ECONNRESET), soErr == int(unix.EPIPE):
		r.Kind, r.RTT = SynAck, time.Duration(info.Rtt)*time.Microsecond
	default:
		return Reply{}, false, true
	}
	if info.Total_retrans > 0 {
		r.RTT, r.Unstamped = 0, false
	}
	return r, true, true
}

// States of a connection as TCP_INFO has them (include/net/tcp_states.h).
const (
	stateSynSent = 2
	stateClosed  = 7
)

// again reports whether the kernel has sent the SYN more than once. What then
// comes may answer any of them (RFC 6298, section 3: Karn's algorithm).
func again(fd int) bool {
	info, err := unix.GetsockoptTCPInfo(fd, unix.IPPROTO_TCP, unix.TCP_INFO)
	return err != nil || info.Total_retrans > 0
}
