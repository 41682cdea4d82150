package socket_test

import (
	"errors"
	"io/fs"
	"net"
	"net/netip"
	"testing"

	"ftr/internal/conntest"
	"ftr/socket"
)

// loopback returns the loopback address, or skips where the system has none of
// the family.
func loopback(t *testing.T, v6 bool) netip.Addr {
	t.Helper()
	a := netip.AddrFrom4([4]byte{127, 0, 0, 1})
	if v6 {
		a = netip.IPv6Loopback()
	}
	c, info, err := socket.Open(socket.Config{IPv6: v6, Protocol: socket.UDP, Mode: socket.Datagram})
	if err != nil {
		t.Skip(err)
	}
	defer c.Close()
	if _, err := info.LocalAddr(a); err != nil {
		t.Skip(err)
	}
	return a
}

// A UDP socket needs no privilege, and this host is a path without routers.
func TestUDPOnLoopback4(t *testing.T) { onLoopback(t, false) }
func TestUDPOnLoopback6(t *testing.T) { onLoopback(t, true) }

func onLoopback(t *testing.T, v6 bool) {
	dst := loopback(t, v6)
	conntest.Run(t, conntest.Network{
		Open: func() (socket.Conn, error) {
			c, _, err := socket.Open(socket.Config{IPv6: v6, Protocol: socket.UDP, Mode: socket.Datagram})
			return c, err
		},
		Dst:     dst,
		Arrival: socket.PortUnreachable,
		Flows:   true,
	})
}

// server listens on loopback and answers each datagram with what answer makes
// of it, as often as it has entries.
func server(t *testing.T, answer func([]byte) [][]byte) netip.AddrPort {
	t.Helper()
	s, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		b := make([]byte, 2048)
		for {
			n, from, err := s.ReadFromUDPAddrPort(b)
			if err != nil {
				return
			}
			for _, a := range answer(b[:n]) {
				s.WriteToUDPAddrPort(a, from)
			}
		}
	}()
	t.Cleanup(func() {
		s.Close()
		<-done
	})
	return s.LocalAddr().(*net.UDPAddr).AddrPort()
}

// exchangeUDP sends probes with tokens 1 to n to a server and returns as many
// replies as are wanted.
func exchangeUDP(t *testing.T, mode socket.Mode, to netip.AddrPort, n, want int) []socket.Reply {
	t.Helper()
	c, _, err := socket.Open(socket.Config{Protocol: socket.UDP, Mode: mode, Port: to.Port()})
	if errors.Is(err, fs.ErrPermission) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for i := range n {
		if _, err := c.Send([]socket.Probe{{Dst: to.Addr(), TTL: 9, Token: uint64(i + 1)}}); err != nil {
			t.Fatal(err)
		}
	}
	var rs []socket.Reply
	for range want {
		r, err := c.Recv()
		if err != nil {
			t.Fatal(err)
		}
		rs = append(rs, r)
	}
	return rs
}

// inEachMode runs f with the error queue and beside a raw socket.
func inEachMode(t *testing.T, f func(*testing.T, socket.Mode)) {
	for _, mode := range []socket.Mode{socket.Datagram, socket.Raw} {
		t.Run(mode.String(), func(t *testing.T) { f(t, mode) })
	}
}

func TestUDPOpenPortThatEchoesTwice(t *testing.T) {
	inEachMode(t, func(t *testing.T, mode socket.Mode) {
		to := server(t, func(b []byte) [][]byte { return [][]byte{b, b} })
		count := make(map[uint64]int)
		for _, r := range exchangeUDP(t, mode, to, 3, 6) {
			if r.Kind != socket.Data || r.From != to.Addr() || r.RTT <= 0 || r.TTL == 0 {
				t.Errorf("got %+v", r)
			}
			count[r.Token]++
		}
		for token := uint64(1); token <= 3; token++ {
			if count[token] != 2 {
				t.Errorf("%d replies for token %d, want 2", count[token], token)
			}
		}
	})
}

func TestUDPOpenPortThatSaysSomething(t *testing.T) {
	inEachMode(t, func(t *testing.T, mode socket.Mode) {
		to := server(t, func([]byte) [][]byte { return [][]byte{[]byte("hello")} })
		if r := exchangeUDP(t, mode, to, 1, 1)[0]; r.Token != 1 || r.Kind != socket.Data || r.From != to.Addr() {
			t.Errorf("one probe: %+v, want Data for token 1", r)
		}
		r := exchangeUDP(t, mode, to, 2, 2)[1]
		if r.Kind != socket.Ambiguous || r.From != to.Addr() || r.ICMPType != 0 || r.RTT != 0 {
			t.Errorf("two probes: %+v, want Ambiguous", r)
		}
	})
}
