package socket_test

import (
	"net"
	"net/netip"
	"testing"

	"github.com/miekg/dns"

	"ftr/internal/chain"
	"ftr/socket"
)

// A name server answers each probe to port 53 by itself, and the port behind it
// gets what is no query.
func TestNameServerAnswersProbes(t *testing.T) {
	if !chain.Inside(t) {
		return
	}
	chain.Up(t, "lo")
	dst := netip.MustParseAddr("127.0.0.1")
	nameServer(t, dst)
	inEachMode(t, func(t *testing.T, mode socket.Mode) {
		c, _, err := socket.Open(socket.Config{Protocol: socket.UDP, Mode: mode, Port: 53})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		want := map[uint64]socket.Kind{1: socket.Data, 2: socket.Data, 3: socket.Data, 4: socket.PortUnreachable}
		ps := []socket.Probe{
			{Dst: dst, TTL: 9, Token: 1},
			{Dst: dst, TTL: 9, Token: 2, Size: 601},
			{Dst: dst, TTL: 9, Token: 3},
			{Dst: dst, TTL: 9, Token: 4, Flow: 1},
		}
		if _, err := c.Send(ps); err != nil {
			t.Fatal(err)
		}
		for range ps {
			r, err := c.Recv()
			if err != nil {
				t.Fatal(err)
			}
			if r.Kind != want[r.Token] || r.From != dst || r.RTT <= 0 {
				t.Errorf("got %+v, want kind %d", r, want[r.Token])
			}
			delete(want, r.Token)
		}
	})
}

// nameServer refuses what it is asked at port 53.
func nameServer(t *testing.T, a netip.Addr) {
	t.Helper()
	conn, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(a, 53)))
	if err != nil {
		t.Fatal(err)
	}
	s := &dns.Server{PacketConn: conn, Handler: dns.HandlerFunc(func(w dns.ResponseWriter, m *dns.Msg) {
		w.WriteMsg(new(dns.Msg).SetRcode(m, dns.RcodeRefused))
	})}
	ended := make(chan error)
	go func() { ended <- s.ActivateAndServe() }()
	t.Cleanup(func() {
		conn.Close()
		<-ended
	})
}
