package lab

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"
	"github.com/pion/stun/v3"
	"golang.org/x/net/icmp"
	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"

	"ftr/socket"
)

// inside opens something in the world for the length of the test.
func inside[T io.Closer](t *testing.T, l *Lab, open func() (T, error)) T {
	t.Helper()
	var v T
	if err := l.Do(func() (err error) { v, err = open(); return err }); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = v.Close() })
	return v
}

// A conn is anything that can be waited at.
type conn interface{ SetReadDeadline(time.Time) error }

// patience lets reads from c fail after a second.
func patience(t *testing.T, c conn) {
	t.Helper()
	if err := c.SetReadDeadline(time.Now().Add(time.Second)); err != nil {
		t.Fatal(err)
	}
}

func TestEveryHopAnswersARawSocket(t *testing.T) {
	l := New(t, eleven, Options{})
	c := inside(t, l, func() (*icmp.PacketConn, error) { return icmp.ListenPacket("ip4:icmp", "0.0.0.0") })
	b := make([]byte, 1500)
	for ttl := 1; ttl <= 11; ttl++ {
		if err := c.IPv4PacketConn().SetTTL(ttl); err != nil {
			t.Fatal(err)
		}
		echo := icmp.Message{Type: ipv4.ICMPTypeEcho, Body: &icmp.Echo{ID: 7, Seq: ttl, Data: make([]byte, 32)}}
		packet, _ := echo.Marshal(nil)
		if _, err := c.WriteTo(packet, &net.IPAddr{IP: net.IPv4(142, 251, 46, 174)}); err != nil {
			t.Fatal(err)
		}
		patience(t, c)
		n, from, err := c.ReadFrom(b)
		if err != nil {
			t.Fatalf("TTL %d: %v", ttl, err)
		}
		want := l.world.Dest.Addr
		if ttl < 11 {
			want = l.world.Hops[ttl-1].Addrs[0]
		}
		if from.String() != want.String() {
			t.Errorf("TTL %d: %v answered, want %v", ttl, from, want)
		}
		m, err := icmp.ParseMessage(1, b[:n])
		if err != nil {
			t.Fatal(err)
		}
		if final := m.Type == ipv4.ICMPTypeEchoReply; final != (ttl == 11) {
			t.Errorf("TTL %d: got %v", ttl, m.Type)
		}
	}
	seen := l.Seen()
	if len(seen.Probes) != 11 {
		t.Fatalf("the network saw %d probes", len(seen.Probes))
	}
	for i, p := range seen.Probes {
		if p.TTL != i+1 || !p.Intact || p.Proto != socket.ICMP {
			t.Errorf("probe %d: %+v", i, p)
		}
		due := l.world.Dest.RTT
		if i < 10 {
			due = l.world.Hops[i].RTT
		}
		if rtt, ok := p.RTT(); !ok || rtt < due {
			t.Errorf("TTL %d was answered after %v, %v; want %v at least", p.TTL, rtt, ok, due)
		}
	}
	if got := seen.PerTTL()[4]; got != 1 {
		t.Errorf("%d probes of TTL 4", got)
	}
	l.Reset()
	if got := l.Seen(); len(got.Probes) != 0 {
		t.Errorf("%d probes after Reset", len(got.Probes))
	}
}

func TestIPv6HopsAnswerAPingSocket(t *testing.T) {
	l := New(t, three6, Options{Ping: true})
	c := inside(t, l, func() (*icmp.PacketConn, error) { return icmp.ListenPacket("udp6", "::") })
	echo := icmp.Message{Type: ipv6.ICMPTypeEchoRequest, Body: &icmp.Echo{Seq: 1, Data: make([]byte, 32)}}
	packet, _ := echo.Marshal(nil)
	to := &net.UDPAddr{IP: net.ParseIP("2001:db8:ffff::174")}
	if _, err := c.WriteTo(packet, to); err != nil {
		t.Fatal(err)
	}
	patience(t, c)
	if _, from, err := c.ReadFrom(make([]byte, 1500)); err != nil || from.(*net.UDPAddr).IP.String() != to.IP.String() {
		t.Errorf("got %v, %v; the network saw %+v", from, err, l.Seen())
	}
	if p := l.Seen().Probes; len(p) != 1 || !p[0].Intact {
		t.Errorf("the network saw %+v", p)
	}
}

func TestTheMachineSendsNothingByItself(t *testing.T) {
	for _, text := range []string{eleven, three6} {
		l := New(t, text, Options{})
		<-l.loop.after(50 * time.Millisecond)
		if got := l.Seen(); got.Others != 0 || len(got.Probes) != 0 {
			t.Errorf("saw %+v", got)
		}
	}
}

func TestPingSocketsAreForbiddenUnlessOpened(t *testing.T) {
	for _, open := range []bool{false, true} {
		l := New(t, eleven, Options{Ping: open})
		r := run(t, l, Command{Args: []string{"cat", "/proc/sys/net/ipv4/ping_group_range"}})
		want := "1 0"
		if open {
			want = "0 2147483647"
		}
		if got := strings.Join(strings.Fields(string(r.Stdout)), " "); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestNamesAreAnsweredAfterTheirTime(t *testing.T) {
	l := New(t, eleven, Options{})
	for _, network := range []string{"udp", "tcp"} {
		for _, server := range []string{"127.0.0.1:53", "[::1]:53"} {
			c := inside(t, l, func() (*dns.Conn, error) { return dns.Dial(network, server) })
			q := new(dns.Msg).SetQuestion("www.dest.example.", dns.TypeA)
			start := time.Now()
			reply, _, err := new(dns.Client).ExchangeWithConn(q, c)
			if err != nil {
				t.Fatalf("%s %s: %v", network, server, err)
			}
			if d := time.Since(start); d < 15*time.Millisecond {
				t.Errorf("%s %s: answer after %v", network, server, d)
			}
			if len(reply.Answer) != 1 || reply.Answer[0].(*dns.A).A.String() != "142.251.46.174" {
				t.Errorf("%s %s: got %v", network, server, reply.Answer)
			}
		}
	}
	udp := Question{Name: "www.dest.example.", Type: dns.TypeA}
	tcp := Question{Name: "www.dest.example.", Type: dns.TypeA, TCP: true}
	if got := l.Seen().Questions; !slices.Equal(got, []Question{udp, udp, tcp, tcp}) {
		t.Errorf("got %+v", got)
	}
}

func TestADeadNameServerHearsAndIsSilent(t *testing.T) {
	l := New(t, strings.Replace(eleven, "dns rtt=15ms", "dns dead", 1), Options{})
	c := inside(t, l, func() (*dns.Conn, error) { return dns.Dial("udp", "127.0.0.1:53") })
	q := new(dns.Msg).SetQuestion("www.dest.example.", dns.TypeA)
	_, _, err := (&dns.Client{ReadTimeout: 50 * time.Millisecond}).ExchangeWithConn(q, c)
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("got %v, want a timeout", err)
	}
	if got := len(l.Seen().Questions); got != 1 {
		t.Errorf("it heard %d questions", got)
	}
}

func TestALossyNameServerLosesDatagramsOnly(t *testing.T) {
	l := New(t, strings.Replace(eleven, "dns rtt=15ms", "dns rtt=0s loss=1", 1), Options{})
	for network, answered := range map[string]bool{"udp": false, "tcp": true} {
		c := inside(t, l, func() (*dns.Conn, error) { return dns.Dial(network, "127.0.0.1:53") })
		q := new(dns.Msg).SetQuestion("www.dest.example.", dns.TypeA)
		_, _, err := (&dns.Client{ReadTimeout: 100 * time.Millisecond}).ExchangeWithConn(q, c)
		if (err == nil) != answered {
			t.Errorf("%s: got %v, want an answer: %v", network, err, answered)
		}
	}
}

func TestSTUNTellsThePublicAddress(t *testing.T) {
	l := New(t, eleven, Options{})
	for i, server := range stunAddrs {
		c := inside(t, l, func() (net.Conn, error) { return net.Dial("udp", server) })
		q := stun.MustBuild(stun.TransactionID, stun.BindingRequest)
		if _, err := c.Write(q.Raw); err != nil {
			t.Fatal(err)
		}
		b := make([]byte, 1500)
		patience(t, c)
		n, err := c.Read(b)
		if err != nil {
			t.Fatalf("%s: %v", server, err)
		}
		m := new(stun.Message)
		if err := m.UnmarshalBinary(b[:n]); err != nil {
			t.Fatal(err)
		}
		var public stun.XORMappedAddress
		if err := public.GetFrom(m); err != nil || public.IP.String() != "81.2.69.160" || m.TransactionID != q.TransactionID {
			t.Errorf("%s: got %v, %v", server, public, err)
		}
		if got := l.Seen().STUN; got != i+1 {
			t.Errorf("%s: it heard %d requests, want %d", server, got, i+1)
		}
	}
}

func TestNoiseComesFromThePhantom(t *testing.T) {
	l := New(t, eleven+"noise truncated,mislabelled,foreign,lying,forged\n", Options{})
	if got, want := l.Phantom(), netip.MustParseAddr("66.66.66.66"); got != want {
		t.Errorf("the phantom is %v, want %v", got, want)
	}
	c := inside(t, l, func() (*icmp.PacketConn, error) { return icmp.ListenPacket("ip4:icmp", "0.0.0.0") })
	echo := icmp.Message{Type: ipv4.ICMPTypeEcho, Body: &icmp.Echo{ID: 7, Seq: 1}}
	packet, _ := echo.Marshal(nil)
	if _, err := c.WriteTo(packet, &net.IPAddr{IP: net.IPv4(142, 251, 46, 174)}); err != nil {
		t.Fatal(err)
	}
	heard := map[string]int{}
	for range 6 {
		patience(t, c)
		_, from, err := c.ReadFrom(make([]byte, 1500))
		if err != nil {
			t.Fatal(err)
		}
		heard[from.String()]++
	}
	if heard["66.66.66.66"] != 5 || heard["142.251.46.174"] != 1 {
		t.Errorf("heard %v", heard)
	}
}

func TestHostsKeepsNothingOfALab(t *testing.T) {
	before, _ := os.ReadFile("/etc/hosts")
	l := New(t, eleven, Options{Hosts: "192.0.2.1 only.inside\n"})
	r := run(t, l, Command{Args: []string{"cat", "/etc/hosts"}})
	if !strings.Contains(string(r.Stdout), "only.inside") {
		t.Errorf("inside, /etc/hosts is %q", r.Stdout)
	}
	if after, _ := os.ReadFile("/etc/hosts"); string(after) != string(before) {
		t.Errorf("outside, /etc/hosts is now %q", after)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(l.files); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is still there", l.files)
	}
	if err := l.Do(func() error { return nil }); !errors.Is(err, errClosed) {
		t.Errorf("Do after Close: %v", err)
	}
}

func TestWhatFollowsASYNIsNoStrangePacket(t *testing.T) {
	l := New(t, eleven, Options{})
	c := inside(t, l, func() (net.Conn, error) { return net.Dial("tcp4", "142.251.46.174:443") })
	_ = c.Close() // with a FIN, which no one acknowledges
	for start := time.Now(); l.Seen().Segments < 2; {
		if time.Since(start) > time.Second {
			t.Fatalf("saw %d segments, want an ACK and a FIN", l.Seen().Segments)
		}
	}
	if got := l.Seen(); len(got.Probes) != 1 || got.Others != 0 {
		t.Errorf("saw %d probes and %d other packets, want 1 and none", len(got.Probes), got.Others)
	}
}
