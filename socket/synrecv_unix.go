//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package socket

import (
	"net"
	"time"
)

// Recv implements Conn.
func (c *synConn) Recv() (Reply, error) {
	if c.isClosed() {
		return Reply{}, net.ErrClosed
	}
	return c.inbox.next(c.poll, c.drain)
}

// drain reads what the ICMP socket holds, or looks what became of an attempt, and
// reports whether there are replies.
func (c *synConn) drain(fd int) bool {
	if fd == c.errors.fd {
		c.drainErrors()
		return c.inbox.holds()
	}
	c.mu.Lock()
	a := c.byFd[fd]
	c.mu.Unlock()
	if a != nil {
		c.look(a)
	}
	return c.inbox.holds()
}

func (c *synConn) drainErrors() {
	codec := synErrors{ipv6: c.cfg.IPv6, dst: c.cfg.port(TCP), os: c.os}
	_ = c.errors.control(func(fd int) { // fails only after Close
		c.inbox.reader.drain(fd, func(m message) {
			if a, ok := codec.decode(m); ok {
				c.hear(a, time.Now())
			}
		}, func(message, failure) {})
	})
}

// hear takes an ICMP error about an attempt. Its socket stays open until it is time
// to give up, and so, unless the kernel has ended the connect, keeps its port from
// others, whose errors could pass for a second one. An error that comes when the
// SYN may have left twice has no RTT (RFC 6298, section 3: Karn's algorithm).
func (c *synConn) hear(arr arrival, now time.Time) {
	c.mu.Lock()
	a := c.byPort[arr.seq]
	if a == nil || withoutZone(a.Dst) != arr.dst || now.Sub(a.sent) >= memory {
		c.mu.Unlock()
		return
	}
	r := arr.reply
	r.Token, r.RTT, r.Unstamped = a.Token, roundTrip(a.sent, now, arr.at), arr.at.IsZero()
	if r.RTT >= resend && !a.single {
		r.RTT, r.Unstamped = 0, false
	}
	a.told = true
	c.lookAway(a)
	c.mu.Unlock()
	if r.From = named(r.From); withoutZone(r.From) == withoutZone(a.Dst) {
		r.From = a.Dst // with the zone as the caller wrote it
	}
	c.inbox.put(r)
}

// look takes what became of an attempt.
func (c *synConn) look(a *synAttempt) {
	c.mu.Lock()
	since, heard := time.Since(a.sent), a.heard
	took := a.refused
	c.mu.Unlock()
	if heard {
		c.conclude(a, Reset, took)
		return
	}
	switch a.state() {
	case isConnected:
		c.conclude(a, SynAck, since)
	case isRefused:
		c.refuse(a)
	case hasFailed:
		c.await(a)
	case isConnecting:
		c.leave(a)
	}
}

// conclude makes the reply of the destination, unless it was an ICMP error that
// looked like one.
func (c *synConn) conclude(a *synAttempt, k Kind, took time.Duration) {
	if c.await(a) {
		return
	}
	c.forget(a)
	r := Reply{Token: a.Token, From: a.Dst, Kind: k, RTT: took, Unstamped: true}
	if took >= resend {
		r.RTT, r.Unstamped = 0, false
	}
	c.inbox.put(r)
}

// await leaves it to an ICMP error to say why an attempt is over, and reports whether
// one has.
func (c *synConn) await(a *synAttempt) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lookAway(a)
	return a.told
}

// maxIdle is how often a socket may be looked at in vain: one that had the number of
// another just before is, once.
const maxIdle = 3

// leave gives up a socket that neither connects nor says why.
func (c *synConn) leave(a *synAttempt) {
	c.mu.Lock()
	a.idle++
	over := a.idle > maxIdle
	c.mu.Unlock()
	if over {
		c.drop(a)
	}
}
