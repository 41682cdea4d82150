package socket

import (
	"errors"
	"net"
	"net/netip"
	"testing"

	"golang.org/x/sys/unix"
)

// waiters are all that there are; each works on Linux.
var waiters = map[string]func() (waiter, error){
	"epoll": func() (waiter, error) { return newEpoll() },
	"poll":  func() (waiter, error) { return newPollSet() },
}

func withEachWaiter(t *testing.T, f func(*testing.T, waiter)) {
	for name, open := range waiters {
		t.Run(name, func(t *testing.T) {
			w, err := open()
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { w.close() })
			f(t, w)
		})
	}
}

// udpOnLoopback returns a socket and a function that sends it a byte.
func udpOnLoopback(t *testing.T) (*sock, func()) {
	t.Helper()
	s, err := newLinuxSock(Config{Source: netip.AddrFrom4([4]byte{127, 0, 0, 1})}, unix.SOCK_DGRAM, unix.IPPROTO_UDP, false)
	if err != nil {
		t.Fatal(err)
	}
	port, err := s.port()
	if err != nil {
		t.Fatal(err)
	}
	c, err := net.DialUDP("udp4", nil, &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: int(port)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.file.Close()
		c.Close()
	})
	return s, func() {
		if _, err := c.Write([]byte{1}); err != nil {
			t.Error(err)
		}
	}
}

// empty reads what a socket holds, and reports whether there was anything.
func empty(fd int) bool {
	n, err := unix.Read(fd, make([]byte, 16))
	return n > 0 && err == nil
}

func TestWaiterTellsWhichSocketHasData(t *testing.T) {
	withEachWaiter(t, func(t *testing.T, w waiter) {
		a, _ := udpOnLoopback(t)
		b, send := udpOnLoopback(t)
		for _, s := range []*sock{a, b} {
			if err := w.add(s, false); err != nil {
				t.Fatal(err)
			}
		}
		for range 3 {
			send()
			var drained []int
			err := w.wait(func(fd int) bool {
				drained = append(drained, fd)
				return empty(fd)
			})
			if err != nil || len(drained) != 1 || drained[0] != b.fd {
				t.Errorf("drained %v, %v, want %d", drained, err, b.fd)
			}
		}
	})
}

// What drain finds nothing in does not end the waiting, and a socket that is added
// meanwhile does.
func TestWaiterWaitsForSocketsAddedMeanwhile(t *testing.T) {
	withEachWaiter(t, func(t *testing.T, w waiter) {
		a, sendA := udpOnLoopback(t)
		b, sendB := udpOnLoopback(t)
		if err := w.add(a, false); err != nil {
			t.Fatal(err)
		}
		sendA()
		var drained []int
		err := w.wait(func(fd int) bool {
			empty(fd)
			if drained = append(drained, fd); fd == b.fd {
				return true
			}
			go func() {
				sendB()
				if err := w.add(b, false); err != nil {
					t.Error(err)
				}
			}()
			return false
		})
		if err != nil || len(drained) != 2 {
			t.Errorf("drained %v, %v, want both sockets", drained, err)
		}
	})
}

func TestWaiterTellsThatASocketIsWritable(t *testing.T) {
	withEachWaiter(t, func(t *testing.T, w waiter) {
		s, _ := udpOnLoopback(t)
		if err := w.add(s, true); err != nil {
			t.Fatal(err)
		}
		if err := w.wait(func(fd int) bool { return fd == s.fd }); err != nil {
			t.Error(err)
		}
	})
}

func TestCloseEndsWaiting(t *testing.T) {
	withEachWaiter(t, func(t *testing.T, w waiter) {
		s, send := udpOnLoopback(t)
		if err := w.add(s, false); err != nil {
			t.Fatal(err)
		}
		running, ended := make(chan struct{}), make(chan error)
		go func() {
			ended <- w.wait(func(fd int) bool {
				if empty(fd) {
					close(running)
				}
				return false
			})
		}()
		send()
		<-running
		if err := w.close(); err != nil {
			t.Error(err)
		}
		if err := <-ended; !errors.Is(err, net.ErrClosed) {
			t.Errorf("wait = %v, want net.ErrClosed", err)
		}
		if err := w.wait(func(int) bool { return true }); !errors.Is(err, net.ErrClosed) {
			t.Errorf("wait after that = %v, want net.ErrClosed", err)
		}
		if err := w.add(s, false); !errors.Is(err, net.ErrClosed) {
			t.Errorf("add after that = %v, want net.ErrClosed", err)
		}
	})
}

// A pollSet closes its pipe, whether it waits or not, and forgets what it is told
// to forget.
func TestPollSetLeavesNothing(t *testing.T) {
	p, err := newPollSet()
	if err != nil {
		t.Fatal(err)
	}
	s, send := udpOnLoopback(t)
	other, sendOther := udpOnLoopback(t)
	for _, s := range []*sock{s, other} {
		if err := p.add(s, false); err != nil {
			t.Fatal(err)
		}
	}
	p.remove(s)
	send()
	sendOther()
	if err := p.wait(func(fd int) bool { return fd == other.fd }); err != nil {
		t.Error(err)
	}
	if err := p.close(); err != nil {
		t.Error(err)
	}
	for _, fd := range p.pipe {
		if _, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); !errors.Is(err, unix.EBADF) {
			t.Errorf("descriptor %d is still open: %v", fd, err)
		}
	}
}
