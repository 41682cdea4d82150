package socket_test

import (
	"errors"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"syscall"
	"testing"

	"ftr/internal/chain"
	"ftr/socket"
)

// An ordinary user gets UDP, and the ping socket where the group may have it.
func TestOpenWithoutPrivilege(t *testing.T) {
	switch os.Getenv(chain.InsideEnv) {
	case "closed":
		openedAs(t, socket.Config{}, socket.UDP, 2)
		refused(t, socket.Config{Protocol: socket.ICMP}, "opening a raw ICMP socket: socket: operation not permitted (needs root or CAP_NET_RAW); "+
			"opening a ping socket: socket: permission denied (the group is not in sysctl net.ipv4.ping_group_range)")
		refused(t, socket.Config{Mode: socket.Raw}, "opening a raw ICMP socket: socket: operation not permitted (needs root or CAP_NET_RAW)")
		return
	case "open":
		openedAs(t, socket.Config{}, socket.ICMP, 1)
		openedAs(t, socket.Config{IPv6: true}, socket.ICMP, 1)
		return
	}
	if !chain.Inside(t) {
		return
	}
	openedAs(t, socket.Config{}, socket.ICMP, 0)
	nobody := &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	chain.Again(t, nobody, "closed") // as the kernel has it by itself
	chain.SetSysctls(t)
	chain.Again(t, nobody, "open")
}

func openedAs(t *testing.T, config socket.Config, want socket.Protocol, refused int) {
	t.Helper()
	c, info, err := socket.Open(config)
	if err != nil {
		t.Errorf("%+v: %v", config, err)
		return
	}
	defer c.Close()
	mode := socket.Datagram
	if refused == 0 {
		mode = socket.Raw
	}
	if info.Protocol != want || info.Mode != mode || len(info.Refused) != refused {
		t.Errorf("%+v: %+v, want %s, %s after %d refused", config, info, want, mode, refused)
	}
	for _, err := range info.Refused {
		if !errors.Is(err, fs.ErrPermission) {
			t.Errorf("refused for %v, which does not wrap fs.ErrPermission", err)
		}
	}
}

func refused(t *testing.T, config socket.Config, want string) {
	t.Helper()
	_, info, err := socket.Open(config)
	if !errors.Is(err, fs.ErrPermission) || err.Error() != want {
		t.Errorf("%+v:\ngot  %v\nwant %s", config, err, want)
	}
	if len(info.Refused) == 0 {
		t.Errorf("%+v: nothing in Refused", config)
	}
}

func TestOpenNamesWhatIsNotHere(t *testing.T) {
	for want, config := range map[string]socket.Config{
		`opening a UDP socket: no interface is named "nosuch0": no such device`:                          {Interface: "nosuch0"},
		`opening a UDP socket: binding to source address 192.0.2.77: cannot assign requested address`:    {Source: netip.MustParseAddr("192.0.2.77")},
		`opening a UDP socket: no interface is named "nosuch0", the zone of the address: no such device`: {IPv6: true, Source: netip.MustParseAddr("fe80::1%nosuch0")},
	} {
		config.Protocol, config.Mode = socket.UDP, socket.Datagram
		if config.IPv6 {
			loopback(t, true)
		}
		if _, _, err := socket.Open(config); err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

func TestOpenWithSourceAndInterface(t *testing.T) {
	dst := loopback(t, false)
	src := netip.MustParseAddr("127.0.0.9")
	to := server(t, func(b []byte) [][]byte { return [][]byte{b} })
	c, info, err := socket.Open(socket.Config{Protocol: socket.UDP, Port: to.Port(), Source: src, Interface: "lo"})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Send([]socket.Probe{{Dst: dst, TTL: 1, Token: 5}}); err != nil {
		t.Fatal(err)
	}
	if r, err := c.Recv(); err != nil || r.Token != 5 {
		t.Errorf("%+v, %v, want token 5", r, err)
	}
	if a, err := info.LocalAddr(dst); a != src || err != nil {
		t.Errorf("LocalAddr = %v, %v, want %s", a, err, src)
	}
}

// In an empty namespace there is no way anywhere.
func TestNoRoute(t *testing.T) {
	if !chain.Inside(t) {
		return
	}
	chain.Up(t, "lo")
	dst := netip.MustParseAddr("192.0.2.1")
	chain.SetSysctls(t)
	for _, config := range ways {
		c, info, err := socket.Open(config)
		if err != nil {
			t.Error(err)
			continue
		}
		if a, err := info.LocalAddr(dst); !errors.Is(err, syscall.ENETUNREACH) {
			t.Errorf("%+v: LocalAddr = %v, %v, want ENETUNREACH", config, a, err)
		}
		if a, err := info.LocalAddr(netip.MustParseAddr("127.0.0.1")); err != nil || !a.IsLoopback() {
			t.Errorf("%+v: LocalAddr of loopback = %v, %v", config, a, err)
		}
		sent, err := c.Send([]socket.Probe{{Dst: dst, TTL: 3}})
		if sent != 0 || !errors.Is(err, syscall.ENETUNREACH) {
			t.Errorf("%+v: Send = %d, %v, want 0, ENETUNREACH", config, sent, err)
		}
		c.Close()
	}
}

// A link-local destination keeps the zone that the caller wrote.
func TestLinkLocalDestination(t *testing.T) {
	if !chain.Inside(t) {
		return
	}
	chain.New(t, true)
	left := linkLocal(t)
	for _, config := range ways {
		config.IPv6 = true
		c, _, err := socket.Open(config)
		if err != nil {
			t.Error(err)
			continue
		}
		if _, err := c.Send([]socket.Probe{{Dst: left, TTL: 1, Token: 1}}); err != nil {
			t.Errorf("%+v: %v", config, err)
		} else if r, err := c.Recv(); err != nil || r.From != left {
			t.Errorf("%+v: %+v, %v, want it from %s", config, r, err, left)
		}
		c.Close()
	}
}

// linkLocal returns our own link-local address on the chain's first link, which
// answers as any neighbour does.
func linkLocal(t *testing.T) netip.Addr {
	t.Helper()
	i, err := net.InterfaceByName("right")
	if err != nil {
		t.Fatal(err)
	}
	addrs, err := i.Addrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range addrs {
		if p, err := netip.ParsePrefix(a.String()); err == nil && p.Addr().IsLinkLocalUnicast() {
			return p.Addr().WithZone("right")
		}
	}
	t.Fatal("no link-local address")
	return netip.Addr{}
}
