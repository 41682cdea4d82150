package socket

import (
	"net"
	"net/netip"
	"sync"
)

// icmpConn is a Conn over the ICMP API of Windows, by which the system itself
// matches replies to requests.
type icmpConn struct {
	requests *requests
	cfg      Config

	mu      sync.Mutex // guards what follows
	replies []Reply    // not yet received
	closed  bool
	ready   chan struct{} // holds a token while either says something new
}

func newICMPConn(c Config, procs icmpProcs) (*icmpConn, error) {
	conn := &icmpConn{cfg: c, ready: make(chan struct{}, 1)}
	var err error
	conn.requests, err = newRequests(c, procs, conn.put)
	return conn, err
}

// Send implements Conn.
func (c *icmpConn) Send(ps []Probe) (int, error) { return c.requests.send(ps) }

// put keeps a reply for Recv.
func (c *icmpConn) put(r Reply) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed {
		c.replies = append(c.replies, r)
		c.signal()
	}
}

// signal wakes Recv. It needs c.mu.
func (c *icmpConn) signal() {
	select {
	case c.ready <- struct{}{}:
	default:
	}
}

// Recv implements Conn.
func (c *icmpConn) Recv() (Reply, error) {
	for {
		if r, ok, err := c.next(); ok || err != nil {
			return r, err
		}
		<-c.ready
	}
}

// next returns the next reply that is there.
func (c *icmpConn) next() (Reply, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.closed:
		c.signal() // for whoever receives next
		return Reply{}, false, net.ErrClosed
	case len(c.replies) == 0:
		return Reply{}, false, nil
	}
	r := c.replies[0]
	c.replies = c.replies[1:]
	return r, true, nil
}

// Close implements Conn. A second Close returns net.ErrClosed. It does not wait for
// requests that are under way, as closing their handle would.
func (c *icmpConn) Close() error {
	if !c.requests.close() {
		return net.ErrClosed
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed, c.replies = true, nil
	c.signal()
	return nil
}

// finish passes on what became of a request that has ended. An error is told as a
// reply: the probe seemed to have left.
func (r *requests) finish(c *call) {
	delete(r.under, c)
	c.letGo()
	o := r.procs.outcome(c)
	switch {
	case o.err != nil:
		o.reply = Reply{Kind: Unsent, Err: o.err}
	case o.reply.Kind == 0, o.reply.Kind == EchoReply && !c.whole():
		return
	default:
		o.reply.RTT, o.reply.Unstamped = r.clock.settle(c.rtt(), o.rtt)
	}
	o.reply.Token = c.probe.Token
	o.reply.From = named(o.reply.From)
	if withoutZone(o.reply.From) == withoutZone(c.probe.Dst) {
		o.reply.From = c.probe.Dst // with the zone as the caller wrote it
	}
	r.put(o.reply)
}

// flowVaries is true: the system numbers the echo requests of all programs in one
// row, so their checksums differ in a way that a payload cannot make up for.
func (c *icmpConn) flowVaries() bool { return true }

// localAddr returns the source address toward dst.
func (c *icmpConn) localAddr(dst netip.Addr) (netip.Addr, error) {
	if c.cfg.Source.IsValid() {
		return c.cfg.Source, nil
	}
	return sourceToward(dst)
}
