//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package socket

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// socketConn is a Conn over sockets that carry any number of probes: all but those
// that TCP connects.
type socketConn struct {
	cfg     Config
	os      quirks
	locator *locator
	nonce   nonce
	perFlow bool                          // each flow has a socket of its own
	dial    func(flow int) (*sock, error) // opens one
	listen  func() (*sock, error)         // opens a socket for replies that come to no other; nil: there are none
	poll    waiter

	newWaiter func() (waiter, error)

	// namespace is where the Conn was opened. Send opens sockets for further
	// flows and must not do so elsewhere: probes would leave by another network.
	namespace uint64

	mu     sync.Mutex // guards all below; never held across a system call
	table  *table
	byFlow map[int]*sock // flow 0 is that of all flows unless perFlow
	byFd   map[int]*sock // those of byFlow, that of listen, and others to close with them
	closed bool

	inbox inbox
}

func newConn(c Config, os quirks, newWaiter func() (waiter, error)) *socketConn {
	n, first := newNonce(), newNonce()
	return &socketConn{
		cfg: c, os: os, newWaiter: newWaiter, nonce: n, namespace: namespace(),
		inbox:  inbox{reader: reader{os: os}},
		table:  newTable(binary.BigEndian.Uint16(first[:])),
		byFlow: make(map[int]*sock),
		byFd:   make(map[int]*sock),
	}
}

// start opens the waiter, the locator, the socket of flow 0 and the one that
// listens.
func (c *socketConn) start() error {
	var err error
	if c.poll, err = c.newWaiter(); err != nil {
		return err
	}
	if err := c.openSockets(); err != nil {
		return errors.Join(err, c.Close())
	}
	return nil
}

func (c *socketConn) openSockets() (err error) {
	if c.locator, err = newLocator(c.cfg); err != nil {
		return err
	}
	if _, err = c.sock(0); err != nil || c.listen == nil {
		return err
	}
	s, err := c.listen()
	if err != nil {
		return err
	}
	c.keep(s)
	return c.poll.add(s, false)
}

// keep closes s with the Conn.
func (c *socketConn) keep(s *sock) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.byFd[s.fd] = s
}

// localAddr returns the source address toward dst.
func (c *socketConn) localAddr(dst netip.Addr) (netip.Addr, error) { return c.locator.addr(dst) }

// flowVaries is false: all probes of a flow look alike.
func (c *socketConn) flowVaries() bool { return false }

// Send implements Conn.
func (c *socketConn) Send(ps []Probe) (int, error) {
	for i, p := range ps {
		if err := c.send(p); err != nil {
			return i, fmt.Errorf("sending a probe with TTL %d to %s: %w", p.TTL, p.Dst, err)
		}
	}
	return len(ps), nil
}

// send sends one probe, which is registered before.
func (c *socketConn) send(p Probe) error {
	s, err := c.sock(0)
	if err != nil {
		return err
	}
	if err := check(p, c.cfg.IPv6, s.codec.flows()); err != nil {
		return err
	}
	if s, err = c.sock(p.Flow); err != nil {
		return err
	}
	to, err := sockaddr(netip.AddrPortFrom(p.Dst, s.codec.port(p.Flow)))
	if err != nil {
		return err
	}
	f, err := c.register(p)
	if err != nil {
		return err
	}
	b, err := s.codec.encode(p, f.seq)
	if err == nil {
		err = s.write(b, to, p.TTL, func() { c.depart(f) })
	}
	if err != nil {
		c.forget(f)
	}
	return err
}

func (c *socketConn) register(p Probe) (*flight, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.table.add(p, time.Now())
}

// depart stamps f as leaving now.
func (c *socketConn) depart(f *flight) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f.sent = time.Now()
}

func (c *socketConn) forget(f *flight) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.table.drop(f)
}

// sock returns the socket of a flow, which it opens if need be.
func (c *socketConn) sock(flow int) (*sock, error) {
	if !c.perFlow {
		flow = 0
	}
	c.mu.Lock()
	s, closed := c.byFlow[flow], c.closed
	c.mu.Unlock()
	switch {
	case closed:
		return nil, net.ErrClosed
	case s != nil:
		return s, nil
	}
	s, err := c.dial(flow)
	if err != nil {
		return nil, err
	}
	return c.adopt(flow, s)
}

// adopt makes s the socket of flow, unless another has become that meanwhile.
func (c *socketConn) adopt(flow int, s *sock) (*sock, error) {
	first, err := c.claim(flow, s)
	if first != s {
		s.file.Close()
		return first, err
	}
	return s, c.poll.add(s, false)
}

func (c *socketConn) claim(flow int, s *sock) (*sock, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil, net.ErrClosed
	}
	if first := c.byFlow[flow]; first != nil {
		return first, nil
	}
	c.byFlow[flow], c.byFd[s.fd] = s, s
	return s, nil
}

// Recv implements Conn.
func (c *socketConn) Recv() (Reply, error) {
	if c.isClosed() {
		return Reply{}, net.ErrClosed
	}
	return c.inbox.next(c.poll, c.drain)
}

// drain reads all that a socket holds, and reports whether there are replies.
func (c *socketConn) drain(fd int) bool {
	c.mu.Lock()
	s := c.byFd[fd]
	c.mu.Unlock()
	if s != nil {
		_ = s.control(func(fd int) { // fails only after Close
			c.inbox.reader.drain(fd,
				func(m message) { c.take(s.codec.decode(m)) },
				func(m message, f failure) { c.take(s.codec.decodeFailure(m, f)) })
		})
	}
	return c.inbox.holds()
}

// take keeps the reply that an arrival makes, if it does.
func (c *socketConn) take(a arrival, ok bool) {
	if !ok {
		return
	}
	a.reply.From = named(a.reply.From)
	c.mu.Lock()
	defer c.mu.Unlock()
	if r, ok := c.table.answer(a, time.Now()); ok {
		c.inbox.put(r)
	}
}

func (c *socketConn) isClosed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.closed
}

// Close implements Conn. A second Close returns net.ErrClosed.
func (c *socketConn) Close() error {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return net.ErrClosed
	}
	c.closed = true
	socks := slices.Collect(maps.Values(c.byFd))
	c.mu.Unlock()

	return closeAll(c.poll, c.locator, socks)
}
