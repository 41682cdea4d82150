package socket

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"os"
	"slices"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// tcpConn is a Conn whose probes are the SYN segments of TCP sockets that connect,
// one socket a probe. The kernel chooses the source port of each, so that each is
// a flow of its own.
type tcpConn struct {
	cfg       Config
	locator   *locator
	poll      waiter
	namespace uint64 // as in socketConn

	mu       sync.Mutex // guards all below; never held across a system call that could wait
	stock    []*sock    // opened and not used yet
	attempts map[int]*attempt
	closed   bool

	inbox inbox
}

// An attempt is one connect.
type attempt struct {
	Probe
	*sock
	sent time.Time
}

// stockSize is how many sockets are opened ahead where a mark is asked for, which
// may need a privilege that is given up before the probes leave.
const stockSize = 128

func newTCPConn(c Config) *tcpConn {
	return &tcpConn{cfg: c, namespace: namespace(), attempts: make(map[int]*attempt), inbox: inbox{reader: reader{os: system}}}
}

// start opens what the Conn needs from the beginning, and one socket to find out
// whether that is permitted.
func (c *tcpConn) start() error {
	var err error
	if c.poll, err = newEpoll(); err != nil {
		return err
	}
	if err := c.openStock(); err != nil {
		return errors.Join(err, c.Close())
	}
	return nil
}

func (c *tcpConn) openStock() (err error) {
	if c.locator, err = newLocator(c.cfg); err != nil {
		return err
	}
	n := 1
	if c.cfg.Mark != 0 {
		n = stockSize
	}
	for range n {
		s, err := c.dial()
		if err != nil {
			return err
		}
		c.stock = append(c.stock, s)
	}
	return nil
}

// dial opens a socket that gives up after 3 s, the least that Linux knows (tcp(7),
// TCP_SYNCNT), and closes without lingering. Until then the SYN leaves again after
// 1 s and, since Linux 6.5 (sysctl tcp_syn_linear_timeouts), after 2 s.
func (c *tcpConn) dial() (*sock, error) {
	s, err := newLinuxSock(c.cfg, unix.SOCK_STREAM, unix.IPPROTO_TCP, true)
	if err != nil {
		return nil, err
	}
	return s.configured(func(fd int) error {
		if err := unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_SYNCNT, 1); err != nil {
			return fmt.Errorf("setting TCP_SYNCNT: %w", err)
		}
		if err := unix.SetsockoptLinger(fd, unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1}); err != nil {
			return fmt.Errorf("setting SO_LINGER: %w", err)
		}
		if c.cfg.DontFragment && !c.cfg.IPv6 {
			// With "probe", as for other sockets, Linux lets TCP go without DF.
			if err := unix.SetsockoptInt(fd, unix.SOL_IP, unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_DO); err != nil {
				return fmt.Errorf("setting IP_MTU_DISCOVER: %w", err)
			}
		}
		return os.NewSyscallError("fcntl", unix.SetNonblock(fd, true)) // connect does not wait
	})
}

// Send implements Conn.
func (c *tcpConn) Send(ps []Probe) (int, error) {
	for i, p := range ps {
		if err := c.send(p); err != nil {
			return i, fmt.Errorf("sending a probe with TTL %d to %s: %w", p.TTL, p.Dst, err)
		}
	}
	return len(ps), nil
}

func (c *tcpConn) send(p Probe) error {
	switch err := check(p, c.cfg.IPv6, maxFlow); {
	case err != nil:
		return err
	case p.Size != 0:
		return fmt.Errorf("the kernel makes the SYN of a TCP socket, so its size cannot be chosen: %w", errors.ErrUnsupported)
	}
	to, err := sockaddr(netip.AddrPortFrom(p.Dst, c.cfg.port(TCP)))
	if err != nil {
		return err
	}
	s, err := c.sock()
	if err != nil {
		return err
	}
	a := &attempt{Probe: p, sock: s}
	if err := c.connect(a, to); err != nil {
		s.file.Close()
		return err
	}
	return c.watch(a)
}

// sock returns a socket to connect.
func (c *tcpConn) sock() (*sock, error) {
	c.mu.Lock()
	closed, last := c.closed, len(c.stock)-1
	if !closed && last >= 0 {
		defer c.mu.Unlock()
		s := c.stock[last]
		c.stock = c.stock[:last]
		return s, nil
	}
	c.mu.Unlock()
	switch {
	case closed:
		return nil, net.ErrClosed
	case namespace() != c.namespace:
		return nil, errors.New("a TCP socket: this thread is in another network namespace than at Open")
	}
	return c.dial()
}

// connect sends the SYN with the probe's TTL.
func (c *tcpConn) connect(a *attempt, to unix.Sockaddr) error {
	level, name := unix.SOL_IP, unix.IP_TTL
	if c.cfg.IPv6 {
		level, name = unix.SOL_IPV6, unix.IPV6_UNICAST_HOPS
	}
	var err error
	closed := a.control(func(fd int) {
		if err = unix.SetsockoptInt(fd, level, name, a.TTL); err != nil {
			return
		}
		a.sent = time.Now()
		err = unix.Connect(fd, to)
	})
	switch {
	case closed != nil:
		return closed
	case errors.Is(err, unix.EINPROGRESS):
		return nil
	}
	return err
}

// watch makes Recv look at an attempt.
func (c *tcpConn) watch(a *attempt) error {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		a.file.Close()
		return net.ErrClosed
	}
	c.attempts[a.fd] = a
	c.mu.Unlock()
	err := c.poll.add(a.sock, true)
	if err != nil {
		c.forget(a)
	}
	return err
}

// Recv implements Conn.
func (c *tcpConn) Recv() (Reply, error) {
	if c.isClosed() {
		return Reply{}, net.ErrClosed
	}
	return c.inbox.next(c.poll, c.drain)
}

// drain takes what became of an attempt, which then is over, and reports whether
// there are replies.
func (c *tcpConn) drain(fd int) bool {
	c.mu.Lock()
	a := c.attempts[fd]
	c.mu.Unlock()
	if a == nil {
		return false
	}
	r, ok, over := c.outcome(a)
	if over {
		c.forget(a)
	}
	if ok {
		r.Token = a.Token
		r.From = named(r.From)
		c.inbox.put(r)
	}
	return c.inbox.holds()
}

// forget closes the socket of an attempt, which takes it out of the epoll set,
// unless Close does.
func (c *tcpConn) forget(a *attempt) {
	c.mu.Lock()
	closed := c.closed
	delete(c.attempts, a.fd)
	c.mu.Unlock()
	if !closed {
		a.file.Close()
	}
}

func (c *tcpConn) isClosed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.closed
}

func (c *tcpConn) localAddr(dst netip.Addr) (netip.Addr, error) { return c.locator.addr(dst) }

// flowVaries is true: each connect has a source port of its own.
func (c *tcpConn) flowVaries() bool { return true }

// Close implements Conn. A second Close returns net.ErrClosed.
func (c *tcpConn) Close() error {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return net.ErrClosed
	}
	c.closed = true
	socks := slices.Clone(c.stock)
	for a := range maps.Values(c.attempts) {
		socks = append(socks, a.sock)
	}
	c.mu.Unlock()

	return closeAll(c.poll, c.locator, socks)
}
