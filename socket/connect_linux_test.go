package socket_test

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"testing"
	"time"

	"ftr/internal/lab"
	"ftr/socket"
)

// late is a path whose routers answer after the kernel has sent a second SYN.
const late = `
source 10.0.0.50
hop 10.0.0.1 rtt=1200ms
dest 142.251.46.174 rtt=1300ms
`

// To which SYN the answer is nobody can tell, so it has no RTT.
func TestNothingSentAgainMakesAnRTT(t *testing.T) {
	for ttl, want := range map[int]socket.Kind{1: socket.TimeExceeded, 2: socket.SynAck} {
		l := lab.New(t, late, lab.Options{})
		dst := "142.251.46.174"
		c, err := openIn(l, ways["connect"], dst)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if _, err := c.Send([]socket.Probe{{Dst: netip.MustParseAddr(dst), TTL: ttl, Token: 4}}); err != nil {
			t.Fatal(err)
		}
		r, err := c.Recv()
		if err != nil || r.Token != 4 || r.Kind != want || r.RTT != 0 || r.Unstamped {
			t.Errorf("%+v, %v, want kind %d without an RTT", r, err, want)
		}
		if n := len(l.Seen().Probes); n < 2 {
			t.Errorf("the network saw %d SYNs, so none was sent again", n)
		}
	}
}

// A port is open, too, whose server resets or closes each connection before anybody
// reads the reply.
func TestConnectionThatEndsAtOnceWasOpen(t *testing.T) {
	dst := loopback(t, false)
	for what, end := range map[string]func(*net.TCPConn) error{
		"reset":            func(c *net.TCPConn) error { return errors.Join(c.SetLinger(0), c.Close()) },
		"closed":           (*net.TCPConn).Close,
		"closed and reset": func(c *net.TCPConn) error { return errors.Join(c.CloseWrite(), c.SetLinger(0), c.Close()) },
	} {
		l, err := net.ListenTCP("tcp4", &net.TCPAddr{IP: dst.AsSlice()})
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		c, _, err := socket.Open(socket.Config{Protocol: socket.TCP, Mode: socket.Datagram, Port: uint16(l.Addr().(*net.TCPAddr).Port)})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if _, err := c.Send([]socket.Probe{{Dst: dst, TTL: 9, Token: 2}}); err != nil {
			t.Fatal(err)
		}
		accepted, err := l.AcceptTCP()
		if err == nil {
			err = end(accepted)
		}
		if err != nil {
			t.Fatal(err)
		}
		r, err := c.Recv()
		if err != nil || r.Token != 2 || r.Kind != socket.SynAck || r.RTT <= 0 || r.RTT > time.Second || r.Unstamped {
			t.Errorf("%s: %+v, %v, want a SYN-ACK with an RTT", what, r, err)
		}
	}
}

// However many probes a Conn has sent, it leaves nothing open, and what did not
// answer is closed with it.
func TestTCPLeavesNoDescriptors(t *testing.T) {
	dst := loopback(t, false)
	left := descriptorsLeft(t, dst, func(port uint16) (socket.Conn, error) {
		c, info, err := socket.Open(socket.Config{Protocol: socket.TCP, Mode: socket.Datagram, Port: port})
		if err == nil && !info.FlowVaries {
			t.Error("the flow is said to be constant")
		}
		return c, err
	})
	if left > 1 { // the poller's own
		t.Errorf("%d descriptors are left", left)
	}
}

// descriptorsLeft opens many Conns that probe ports of dst by TCP, an open one and a
// closed one, and returns how many more descriptors are open when they are closed.
func descriptorsLeft(t *testing.T, dst netip.Addr, open func(port uint16) (socket.Conn, error)) int {
	t.Helper()
	ports := map[uint16]socket.Kind{listener(t): socket.SynAck, freePort(t): socket.Reset}
	before := descriptors(t)
	for range 20 {
		for port, want := range ports {
			c, err := open(port)
			if err != nil {
				t.Fatal(err)
			}
			for token := range uint64(5) {
				if _, err := c.Send([]socket.Probe{{Dst: dst, TTL: 9, Token: token}}); err != nil {
					t.Fatal(err)
				}
			}
			for range 4 { // the fifth is left unread
				if r, err := c.Recv(); err != nil || r.Kind != want || r.From != dst || r.RTT <= 0 {
					t.Errorf("%+v, %v, want kind %d", r, err, want)
				}
			}
			c.Close()
		}
	}
	return descriptors(t) - before
}

// listener returns the port of a listening TCP socket on loopback.
func listener(t *testing.T) uint16 {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return netip.MustParseAddrPort(l.Addr().String()).Port()
}

// freePort returns a port where nobody listens.
func freePort(t *testing.T) uint16 {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return netip.MustParseAddrPort(l.Addr().String()).Port()
}

func descriptors(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

// The kernel makes the SYN, so its length is the kernel's.
func TestConnectHasNoSize(t *testing.T) {
	dst := loopback(t, false)
	c, _, err := socket.Open(socket.Config{Protocol: socket.TCP, Mode: socket.Datagram})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if n, err := c.Send([]socket.Probe{{Dst: dst, TTL: 1, Size: 100}}); n != 0 || !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("Send = %d, %v, want 0, errors.ErrUnsupported", n, err)
	}
}
