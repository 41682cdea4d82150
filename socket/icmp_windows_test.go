package socket

import (
	"errors"
	"net"
	"net/netip"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/windows"
)

// A StandIn is a standIn for tests of other packages.
type StandIn struct{ *standIn }

// NewStandIn returns a path of routers behind the calls of the ICMP API.
func NewStandIn(t *testing.T, routers ...netip.Addr) StandIn {
	return StandIn{&standIn{t: t, v6: routers[0].Is6(), routers: routers}}
}

// Opener returns a function that opens Conns over the stand-in.
func (s StandIn) Opener() func() (Conn, error) {
	procs := s.procs()
	return func() (Conn, error) { return newICMPConn(Config{IPv6: s.v6}, procs) }
}

var (
	standInRouters = []netip.Addr{netip.MustParseAddr("2001:db8::1"), netip.MustParseAddr("2001:db8::2")}
	standInDst     = netip.MustParseAddr("2001:db8:f::9")
)

// openStandIn opens a Conn over a stand-in, and returns both.
func openStandIn(t *testing.T, c Config, status func(dst netip.Addr, ttl int) (uint32, bool)) (*icmpConn, *standIn) {
	t.Helper()
	s := &standIn{t: t, v6: true, routers: standInRouters, status: status}
	c.IPv6 = true
	conn, err := newICMPConn(c, s.procs())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn, s
}

// What the system finds out late is told, silence is not, and neither hides the
// other replies.
func TestOutcomesOfWindows(t *testing.T) {
	codes := map[int]uint32{
		1: ipReqTimedOut, 2: ipDestProtUnreachable, 3: ipGeneralFailure, 4: ipTTLExpiredReassembly, 5: ipPacketTooBig,
	}
	c, _ := openStandIn(t, Config{}, func(_ netip.Addr, ttl int) (uint32, bool) {
		code, ok := codes[ttl]
		return code, ok
	})
	for ttl := 1; ttl <= 6; ttl++ {
		if _, err := c.Send([]Probe{{Dst: standInDst, TTL: ttl, Token: uint64(ttl)}}); err != nil {
			t.Fatal(err)
		}
	}
	got := make(map[uint64]Reply)
	for range 4 {
		r, err := c.Recv()
		if err != nil {
			t.Fatal(err)
		}
		got[r.Token] = r
	}
	if r := got[2]; r.Kind != Unreachable || r.ICMPType != 1 || r.ICMPCode != 1 || r.From != standInRouters[0] {
		t.Errorf("prohibited: got %+v", r)
	}
	if r := got[3]; r.Kind != Unsent || !errors.Is(r.Err, winError(ipGeneralFailure)) || r.From.IsValid() {
		t.Errorf("general failure: got %+v", r)
	}
	if r := got[5]; r.Kind != PacketTooBig || r.MTU != 0 {
		t.Errorf("packet too big: got %+v", r)
	}
	if r := got[6]; r.Kind != EchoReply || r.From != standInDst {
		t.Errorf("echo reply: got %+v", r)
	}
}

// What does not bring back our tag is no reply to us.
func TestGarbledEcho(t *testing.T) {
	c, s := openStandIn(t, Config{}, nil)
	s.garbled = true
	ps := []Probe{{Dst: standInDst, TTL: 9, Token: 1}, {Dst: standInDst, TTL: 1, Token: 2}}
	if _, err := c.Send(ps); err != nil {
		t.Fatal(err)
	}
	if r, err := c.Recv(); err != nil || r.Token != 2 {
		t.Errorf("Recv = %+v, %v, want the router's answer alone", r, err)
	}
}

// Close does not wait for requests under way, and their handle is not closed
// before they have ended, nor their memory let go of.
func TestCloseLeavesRequestsToEnd(t *testing.T) {
	c, s := openStandIn(t, Config{Timeout: 300 * time.Millisecond}, func(netip.Addr, int) (uint32, bool) { return ipReqTimedOut, true })
	for ttl := 1; ttl <= 30; ttl++ {
		if _, err := c.Send([]Probe{{Dst: standInDst, TTL: ttl}}); err != nil {
			t.Fatal(err)
		}
	}
	began := time.Now()
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > 100*time.Millisecond {
		t.Errorf("Close took %v", took)
	}
	if _, err := c.Recv(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Recv = %v, want net.ErrClosed", err)
	}
	for deadline := time.Now().Add(10 * time.Second); s.handles() > 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the handle is still open")
		}
	}
	if s.unready > 0 {
		t.Errorf("%d requests were under way when their handle was closed", s.unready)
	}
	calls.Range(func(id, known any) bool {
		if known.(*call).requests == c.requests {
			t.Errorf("call %v is still known", id)
		}
		return true
	})
}

func (s *standIn) handles() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open
}

// An error that ends a request at once is that of Send.
func TestRefusedRequest(t *testing.T) {
	s := &standIn{t: t, v6: true, routers: standInRouters}
	p := s.procs()
	refuse := func(_, _, _, _, _, _, _, _, _, _, _, _ uintptr) uintptr { return uintptr(errorInvalidNetname) }
	p.send = withLastError(t, windows.NewCallback(refuse))
	c, err := newICMPConn(Config{IPv6: true}, p)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if sent, err := c.Send([]Probe{{Dst: standInDst, TTL: 1}}); sent != 0 || !errors.Is(err, syscall.EADDRNOTAVAIL) {
		t.Errorf("Send = %d, %v, want 0, %v", sent, err, syscall.EADDRNOTAVAIL)
	}
}

// A handle is bad if it is INVALID_HANDLE_VALUE.
func TestNoHandle(t *testing.T) {
	for _, v6 := range []bool{false, true} {
		p, err := findICMP(v6)
		if err == nil {
			var c Conn
			if c, err = newICMPConn(Config{IPv6: v6}, p); err == nil {
				c.Close()
				continue
			}
		}
		if !v6 || !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("IPv6 %t: %v", v6, err)
		}
	}
}

func TestTicks(t *testing.T) {
	began, a := time.Now(), ticks()
	time.Sleep(50 * time.Millisecond)
	got, elapsed := ticksToDuration(ticks()-a), time.Since(began)
	if got < 40*time.Millisecond || got > elapsed+20*time.Millisecond {
		t.Errorf("%v passed by the counter, %v by the clock", got, elapsed)
	}
	if got, want := ticksToDuration(100_000*ticksPerSecond()), 100_000*time.Second; got != want {
		t.Errorf("the ticks of %v are %v", want, got)
	}
}

func TestWindowsLacks(t *testing.T) {
	for name, c := range map[string]Config{
		"TOS": {TOS: 1}, "mark": {Mark: 1}, "interface": {Interface: "Ethernet"}, "UDP": {Protocol: UDP}, "TCP": {Protocol: TCP}, "raw": {Mode: Raw},
	} {
		conn, _, err := Open(c)
		if !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("%s: %v, want errors.ErrUnsupported", name, err)
		}
		if conn != nil {
			conn.Close()
		}
	}
}

func TestPortable(t *testing.T) {
	if err := portable(syscall.Errno(10051)); !errors.Is(err, syscall.ENETUNREACH) {
		t.Errorf("WSAENETUNREACH is %v", err)
	}
	if err := portable(syscall.ENODEV); err != syscall.ENODEV {
		t.Errorf("ENODEV is %v", err)
	}
}
