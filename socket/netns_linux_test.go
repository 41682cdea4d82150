package socket_test

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"testing"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"
	"golang.org/x/sys/unix"

	"ftr/internal/lab"
)

// insideEnv is set in the process that inside starts.
const insideEnv = "FTR_TEST_INSIDE"

// inside runs the calling test again in a process of its own, which has a new
// network namespace, and reports false; there it reports true. Namespaces and
// all in them are gone when that process ends.
func inside(t *testing.T) bool {
	t.Helper()
	if os.Getenv(insideEnv) == t.Name() {
		return true
	}
	lab.Require(t) // which needs namespaces, too
	again(t, &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}, t.Name())
	return false
}

// again runs one test in a new process, which finds env in insideEnv. The
// binary is handed over open: an unprivileged process may not enter the folder
// in which go test put it.
func again(t *testing.T, attr *syscall.SysProcAttr, env string) {
	t.Helper()
	self, err := os.Open("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	defer self.Close()
	cmd := exec.Command("/proc/self/fd/3", "-test.run=^"+t.Name()+"$", "-test.v="+fmt.Sprint(testing.Verbose()), "-test.timeout=60s")
	cmd.ExtraFiles = []*os.File{self}
	cmd.Dir = "/"
	// A process under the race detector otherwise waits a second before it ends.
	cmd.Env = append(os.Environ(), insideEnv+"="+env, "GORACE=atexit_sleep_ms=0")
	cmd.SysProcAttr = attr
	out, err := cmd.CombinedOutput()
	t.Logf("in a process of its own:\n%s", out)
	if err != nil {
		t.Error(err)
	}
}

// A chain is a row of Linux hosts: this one, three routers, and a host with
// three addresses. The link behind the first router is narrow.
type chain struct {
	routers []netip.Addr
	hosts   []netip.Addr
	end     netns.NsHandle // of the host at the end
}

const (
	chainRouters = 3
	chainMTU     = 1400 // of the link behind the first router
)

// sysctls lift the rate limits of ICMP, which a test with many probes would
// meet, and make IPv6 addresses usable at once. Not every kernel has each.
var sysctls = map[string]string{
	"net/ipv4/ip_forward":                "1",
	"net/ipv6/conf/all/forwarding":       "1",
	"net/ipv6/conf/all/accept_dad":       "0",
	"net/ipv6/conf/default/accept_dad":   "0",
	"net/ipv4/icmp_ratelimit":            "0",
	"net/ipv6/icmp/ratelimit":            "0",
	"net/ipv4/icmp_msgs_per_sec":         "1000000",
	"net/ipv4/icmp_msgs_burst":           "1000000",
	"net/ipv4/ping_group_range":          "0 2147483647",
	"net/ipv4/conf/all/accept_redirects": "0",
}

// newChain builds the chain. Link i has 10.0.i.0/24 and fd00:0:0:i::/64, its
// near end .1 and its far end .2; the host at the end has 10.9.0.1 to .3 and
// fd00:9::1 to ::3.
func newChain(t *testing.T, v6 bool) chain {
	t.Helper()
	setSysctls(t)
	up(t, here(t), "lo")
	ns := []netns.NsHandle{current(t)}
	for range chainRouters + 1 {
		ns = append(ns, newNamespace(t))
	}
	for i := range chainRouters + 1 {
		join(t, i, ns[i], ns[i+1])
	}
	var c chain
	for i := range chainRouters + 1 {
		near, far := linkAddr(v6, i, 1), linkAddr(v6, i, 2)
		forth, back := handle(t, ns[i]), handle(t, ns[i+1])
		addAddr(t, ns[i], "right", near, false)
		addAddr(t, ns[i+1], "left", far, false)
		route(t, forth, netip.PrefixFrom(far, 0).Masked(), far)
		for j := range i {
			route(t, back, netip.PrefixFrom(linkAddr(v6, j, 0), prefixLen(v6)), near)
		}
		if i < chainRouters {
			c.routers = append(c.routers, far)
		}
	}
	c.end = ns[chainRouters+1]
	for n := 1; n <= 3; n++ {
		c.hosts = append(c.hosts, hostAddr(v6, n))
		addAddr(t, c.end, "lo", hostAddr(v6, n), true)
	}
	return c
}

// listen lets the host at the end accept TCP connections at a port of each of its
// addresses, for the length of the test.
func (c chain) listen(t *testing.T, port int) {
	t.Helper()
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // without unlock: the thread ends with the goroutine
		if err := netns.Set(c.end); err != nil {
			done <- err
			return
		}
		l, err := net.Listen("tcp", fmt.Sprintf(":%d", port))
		if err == nil {
			t.Cleanup(func() { l.Close() })
		}
		done <- err
	}()
	if err := <-done; err != nil {
		t.Fatalf("listening at the end of the chain: %v", err)
	}
}

func linkAddr(v6 bool, link, host int) netip.Addr {
	if v6 {
		return netip.MustParseAddr(fmt.Sprintf("fd00:0:0:%d::%d", link, host))
	}
	return netip.MustParseAddr(fmt.Sprintf("10.0.%d.%d", link, host))
}

func hostAddr(v6 bool, n int) netip.Addr {
	if v6 {
		return netip.MustParseAddr(fmt.Sprintf("fd00:9::%d", n))
	}
	return netip.MustParseAddr(fmt.Sprintf("10.9.0.%d", n))
}

func prefixLen(v6 bool) int {
	if v6 {
		return 64
	}
	return 24
}

// newNamespace makes a namespace on a thread that is then thrown away.
func newNamespace(t *testing.T) netns.NsHandle {
	t.Helper()
	made := make(chan netns.NsHandle)
	go func() {
		runtime.LockOSThread() // without unlock: the thread ends with the goroutine
		h, err := netns.New()
		if err != nil {
			t.Errorf("making a network namespace: %v", err)
		} else {
			setSysctls(t)
		}
		made <- h
	}()
	h := <-made
	if t.Failed() {
		t.FailNow()
	}
	up(t, handle(t, h), "lo")
	return h
}

func setSysctls(t *testing.T) {
	for name, value := range sysctls {
		if err := os.WriteFile("/proc/sys/"+name, []byte(value), 0); err != nil {
			t.Logf("sysctl %s: %v", name, err)
		}
	}
}

func current(t *testing.T) netns.NsHandle {
	t.Helper()
	h, err := netns.Get()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func here(t *testing.T) *netlink.Handle { return handle(t, current(t)) }

func handle(t *testing.T, ns netns.NsHandle) *netlink.Handle {
	t.Helper()
	h, err := netlink.NewHandleAt(ns)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	return h
}

// join lays link i: "right" in the near namespace, "left" in the far one.
func join(t *testing.T, i int, near, far netns.NsHandle) {
	t.Helper()
	veth := &netlink.Veth{
		LinkAttrs: netlink.LinkAttrs{Name: "right", MTU: 1500},
		PeerName:  "left", PeerNamespace: netlink.NsFd(far), PeerMTU: 1500,
	}
	if i == 1 {
		veth.MTU, veth.PeerMTU = chainMTU, chainMTU
	}
	if err := handle(t, near).LinkAdd(veth); err != nil {
		t.Fatalf("adding link %d: %v", i, err)
	}
	up(t, handle(t, near), "right")
	up(t, handle(t, far), "left")
}

func up(t *testing.T, h *netlink.Handle, name string) {
	t.Helper()
	link, err := h.LinkByName(name)
	if err == nil {
		err = h.LinkSetUp(link)
	}
	if err != nil {
		t.Fatalf("setting %s up: %v", name, err)
	}
}

func addAddr(t *testing.T, ns netns.NsHandle, name string, a netip.Addr, alone bool) {
	t.Helper()
	bits := prefixLen(a.Is6())
	if alone {
		bits = a.BitLen()
	}
	h := handle(t, ns)
	link, err := h.LinkByName(name)
	if err == nil {
		err = h.AddrAdd(link, &netlink.Addr{
			IPNet: &net.IPNet{IP: a.AsSlice(), Mask: net.CIDRMask(bits, a.BitLen())},
			Flags: addrFlags(a),
		})
	}
	if err != nil {
		t.Fatalf("adding %s to %s: %v", a, name, err)
	}
	awaitLocal(t, ns, a)
}

// awaitLocal waits until ns takes packets to a for its own, which for IPv6 it
// does a moment after it got the address.
func awaitLocal(t *testing.T, ns netns.NsHandle, a netip.Addr) {
	t.Helper()
	updates, done := make(chan netlink.RouteUpdate), make(chan struct{})
	err := netlink.RouteSubscribeWithOptions(updates, done, netlink.RouteSubscribeOptions{Namespace: &ns, ListExisting: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		close(done)
		for range updates { // unblocks the subscription, which then ends
		}
	}()
	for u := range updates {
		if r := u.Route; r.Type == unix.RTN_LOCAL && r.Dst != nil && r.Dst.IP.Equal(a.AsSlice()) {
			return
		}
	}
	t.Fatalf("no news of %s", a)
}

func addrFlags(a netip.Addr) int {
	if a.Is6() {
		return unix.IFA_F_NODAD
	}
	return 0
}

func route(t *testing.T, h *netlink.Handle, dst netip.Prefix, via netip.Addr) {
	t.Helper()
	err := h.RouteAdd(&netlink.Route{
		Dst: &net.IPNet{IP: dst.Addr().AsSlice(), Mask: net.CIDRMask(dst.Bits(), dst.Addr().BitLen())},
		Gw:  via.AsSlice(),
	})
	if err != nil {
		t.Fatalf("adding a route to %s via %s: %v", dst, via, err)
	}
}
