package simnet

import (
	"container/heap"
	"errors"
	"fmt"
	"net"
	"sync"
	"syscall"
	"time"

	"ftr/socket"
)

// Conn returns a Conn on the Network that works as one of the given protocol
// and mode does on Linux: in datagram mode it hides quoted headers, and UDP there
// cannot always tell which probe a quote of 8 bytes or a datagram answers.
// AnyProtocol is ICMP, AnyMode is Raw, and probes go to the
// default port.
//
// Times are those of the World: an RTT does not depend on when Recv is called.
func (n *Network) Conn(p socket.Protocol, m socket.Mode) socket.Conn {
	c, _, _ := n.Open(socket.Config{Protocol: p, Mode: m})
	return c
}

// conn returns the Conn of a Config in which nothing is left open.
func (n *Network) conn(c socket.Config) socket.Conn {
	return &conn{
		net: n, number: n.register(), proto: c.Protocol, mode: c.Mode, port: c.Port,
		dontFragment: c.DontFragment, tos: c.TOS,
		wake: make(chan struct{}, 1), done: make(chan struct{}),
	}
}

// register returns a number for a Conn, from 0.
func (n *Network) register() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.conns++
	return n.conns - 1
}

type conn struct {
	net          *Network
	number       int
	proto        socket.Protocol
	mode         socket.Mode
	port         uint16 // of the flow 0, where the protocol has any
	dontFragment bool
	tos          uint8
	wake         chan struct{} // holds one value where something has been sent since Recv looked
	done         chan struct{} // closed by Close

	mu     sync.Mutex // guards what follows; never held across a wait
	closed bool
	probes []*flight // by time of sending
	due    arrivals
	sent   int // answers that were put into due

	launched int // probes
}

// Send implements [socket.Conn].
func (c *conn) Send(ps []socket.Probe) (sent int, err error) {
	for i, p := range ps {
		if err := c.send(p); err != nil {
			return i, fmt.Errorf("sending probe with TTL %d: %w", p.TTL, err)
		}
	}
	return len(ps), nil
}

func (c *conn) send(p socket.Probe) error {
	if err := c.check(p); err != nil {
		return err
	}
	if c.dontFragment && p.Size > c.net.world.FirstMTU() {
		return syscall.EMSGSIZE
	}
	if c.net.SendErr != nil {
		if err := c.net.SendErr(p); err != nil {
			return err
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return net.ErrClosed
	}
	now := time.Now()
	c.launch(p, now, c.net.Receive(now, c.packet(p)))
	return nil
}

// launch notes a probe and when what it provokes arrives. It needs c.mu.
func (c *conn) launch(p socket.Probe, now time.Time, answers []Answer) {
	c.forget(now)
	f := &flight{Probe: p, sent: now}
	c.probes = append(c.probes, f)
	c.launched++
	for _, a := range answers {
		if a.After >= memory {
			continue
		}
		heap.Push(&c.due, arrival{at: now.Add(a.After), order: c.sent, flight: f, Answer: a})
		c.sent++
	}
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// Recv implements [socket.Conn].
func (c *conn) Recv() (socket.Reply, error) {
	for {
		r, ok, wait, err := c.next(time.Now())
		if ok || err != nil {
			return r, err
		}
		c.pause(wait)
	}
}

// next returns the reply that has arrived by now. Where there is none, it
// returns how long the next one takes, or a negative wait where none is coming.
func (c *conn) next(now time.Time) (r socket.Reply, ok bool, wait time.Duration, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return r, false, 0, net.ErrClosed
	}
	for len(c.due) > 0 {
		if wait := c.due[0].at.Sub(now); wait > 0 {
			return r, false, wait, nil
		}
		a := heap.Pop(&c.due).(arrival)
		c.forget(a.at)
		if r, ok := c.reply(a); ok {
			return r, true, 0, nil
		}
	}
	return r, false, -1, nil
}

// pause waits until the time is over, where it is not negative, and for a
// probe to be sent or the Conn to be closed.
func (c *conn) pause(wait time.Duration) {
	var over <-chan time.Time
	if wait >= 0 {
		t := time.NewTimer(wait)
		defer t.Stop()
		over = t.C
	}
	select {
	case <-over:
	case <-c.wake:
	case <-c.done:
	}
}

// Close implements [socket.Conn].
func (c *conn) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return net.ErrClosed
	}
	c.closed = true
	c.probes, c.due = nil, nil
	close(c.done)
	return nil
}

// shortest is the length of a probe without payload: headers without options of
// IP, and of TCP or the eight bytes of an ICMP echo or UDP.
func (c *conn) shortest() int {
	n := 28
	if c.proto == socket.TCP {
		n = 40
	}
	if c.net.world.Is6() {
		n += 20
	}
	return n
}

// check returns what is wrong with a probe.
func (c *conn) check(p socket.Probe) error {
	switch {
	case !p.Dst.IsValid():
		return errors.New("no destination")
	case p.Dst.Is4In6() || p.Dst.Is6() != c.net.world.Is6():
		return fmt.Errorf("%s is of another address family", p.Dst)
	case p.TTL < 1 || p.TTL > 255:
		return fmt.Errorf("TTL %d is not in 1 to 255", p.TTL)
	case p.Flow < 0:
		return fmt.Errorf("flow %d is negative", p.Flow)
	case p.Size != 0 && c.connects():
		return fmt.Errorf("the size of a connecting SYN cannot be chosen: %w", errors.ErrUnsupported)
	case p.Size != 0 && p.Size < c.shortest() || p.Size > 0xffff:
		return fmt.Errorf("size %d is not in %d to 65535", p.Size, c.shortest())
	}
	return nil
}
