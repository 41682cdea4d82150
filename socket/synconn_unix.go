//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package socket

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"sync"
	"time"
)

// synConn is a Conn whose probes are the SYN segments of TCP sockets that connect,
// one socket a probe, where no error queue tells what became of them: an ICMP socket
// does. Raw sockets of TCP, which see no segment there, would be of no use.
// The kernel chooses the source port of each probe, so that each is a flow of its
// own.
type synConn struct {
	cfg     Config
	os      quirks
	locator *locator
	poll    *pollSet
	errors  *sock // ICMP

	mu     sync.Mutex // guards all below, and what attempts say; never held across a system call that could wait
	byFd   map[int]*synAttempt
	byPort map[uint16]*synAttempt // those that ICMP errors may be about
	port   uint16                 // of the last one
	closed bool

	inbox inbox
}

const (
	// giveUp is when a socket is closed, before its kernel sends the SYN again: after
	// 1 s at the earliest (RFC 6298, section 2). A SYN-ACK that takes longer is lost.
	giveUp = 900 * time.Millisecond

	// hearsay is how long a refusal waits for an ICMP error that may have made it:
	// some kernels take an unreachable for a reset, and tell the one who connects
	// before they tell raw sockets.
	hearsay = 5 * time.Millisecond
)

// The ports that programs may take for a while (RFC 6335, section 6). The Conn takes
// one after the other, so that what comes late is not taken for the answer to a
// later probe.
const (
	firstPort  = 49152
	portsThere = 1<<16 - firstPort
)

func newSynConn(c Config, q quirks) *synConn {
	return &synConn{
		port: firstPort + newIdentifier()%portsThere,
		cfg:  c, os: q, inbox: inbox{reader: reader{os: q}},
		byFd: make(map[int]*synAttempt), byPort: make(map[uint16]*synAttempt),
	}
}

// start opens all but the sockets of probes. The one of ICMP is of the given type.
func (c *synConn) start(typ int) error {
	var err error
	if c.poll, err = newPollSet(); err != nil {
		return err
	}
	if err := c.listen(typ); err != nil {
		return errors.Join(err, c.Close())
	}
	return nil
}

func (c *synConn) listen(typ int) (err error) {
	if c.locator, err = newLocator(c.cfg); err != nil {
		return err
	}
	if c.errors, err = errorSock(c.os, c.cfg, typ); err != nil {
		return err
	}
	return c.poll.add(c.errors, false)
}

func (c *synConn) flowVaries() bool { return true }

func (c *synConn) localAddr(dst netip.Addr) (netip.Addr, error) { return c.locator.addr(dst) }

// Send implements Conn.
func (c *synConn) Send(ps []Probe) (int, error) {
	for i, p := range ps {
		if err := c.send(p); err != nil {
			return i, fmt.Errorf("sending a probe with TTL %d to %s: %w", p.TTL, p.Dst, err)
		}
	}
	return len(ps), nil
}

func (c *synConn) send(p Probe) error {
	if err := check(p, c.cfg.IPv6, maxFlow); err != nil {
		return err
	}
	if p.Size != 0 {
		return errSynSize
	}
	if c.isClosed() {
		return net.ErrClosed
	}
	a, err := c.newAttempt(p)
	if err != nil {
		return err
	}
	if err := c.register(a); err != nil {
		a.file.Close()
		return err
	}
	refused, err := a.connect(c.cfg.port(TCP), func() { c.depart(a) })
	if err != nil {
		c.forget(a)
		return err
	}
	time.AfterFunc(giveUp, func() { c.drop(a) })
	if refused {
		c.refuse(a)
		return nil
	}
	return c.watch(a)
}

// errSynSize is returned for probes with a size.
var errSynSize = fmt.Errorf("the kernel makes the SYN of a TCP socket, so its size cannot be chosen: %w", errors.ErrUnsupported)

// register makes a known before its SYN leaves, and forgets those that left too long
// ago.
func (c *synConn) register(a *synAttempt) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return net.ErrClosed
	}
	a.sent = time.Now()
	maps.DeleteFunc(c.byPort, func(_ uint16, old *synAttempt) bool { return a.sent.Sub(old.sent) >= memory })
	a.open = true
	c.byFd[a.fd], c.byPort[a.port] = a, a
	return nil
}

func (c *synConn) nextPort() uint16 {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.port = firstPort + (c.port-firstPort+1)%portsThere
	return c.port
}

// depart stamps a as leaving now.
func (c *synConn) depart(a *synAttempt) {
	c.mu.Lock()
	defer c.mu.Unlock()
	a.sent = time.Now()
}

// watch makes Recv look at a, unless it is over.
func (c *synConn) watch(a *synAttempt) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !a.open || a.told {
		return nil
	}
	return c.poll.add(a.sock, true)
}

// lookAway makes Recv look at a no more, while its socket stays open and keeps the
// port. The lock is held. A socket that is closed has been taken out, and another may
// have its number.
func (c *synConn) lookAway(a *synAttempt) {
	if a.open {
		c.poll.remove(a.sock)
	}
}

// refuse keeps how long it took to refuse a, and makes Recv look at it later.
func (c *synConn) refuse(a *synAttempt) {
	c.mu.Lock()
	defer c.mu.Unlock()
	a.refused = max(1, time.Since(a.sent))
	c.lookAway(a)
	time.AfterFunc(hearsay, func() {
		c.mu.Lock()
		a.heard = true
		c.mu.Unlock()
		_ = c.watch(a) // fails only after Close
	})
}

// drop closes the socket of a. ICMP errors may still come about it if none has;
// another program may then have its port, but not soon.
func (c *synConn) drop(a *synAttempt) {
	if !c.takeOut(a) {
		return
	}
	a.file.Close()
	c.mu.Lock()
	defer c.mu.Unlock()
	a.single = time.Since(a.sent) < resend
	if a.told && c.byPort[a.port] == a {
		delete(c.byPort, a.port)
	}
}

// takeOut makes the socket of a nobody's, and reports whether it is open and to be
// closed.
func (c *synConn) takeOut(a *synAttempt) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !a.open || c.closed {
		return false
	}
	c.lookAway(a)
	a.open = false
	delete(c.byFd, a.fd)
	return true
}

// forget drops a probe that was not sent.
func (c *synConn) forget(a *synAttempt) {
	c.drop(a)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byPort[a.port] == a {
		delete(c.byPort, a.port)
	}
}

func (c *synConn) isClosed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.closed
}

// Close implements Conn. A second Close returns net.ErrClosed.
func (c *synConn) Close() error {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return net.ErrClosed
	}
	c.closed = true
	var socks []*sock
	if c.errors != nil {
		socks = append(socks, c.errors)
	}
	for a := range maps.Values(c.byFd) {
		socks = append(socks, a.sock)
	}
	c.mu.Unlock()
	return closeAll(c.poll, c.locator, socks)
}
