package chain

import (
	"net"
	"net/netip"
	"os"
	"runtime"
	"testing"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"
	"golang.org/x/sys/unix"
)

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
			SetSysctls(t)
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

// SetSysctls makes the calling thread's namespace one that forwards and answers
// without limit, where everyone may open ping sockets.
func SetSysctls(t *testing.T) {
	t.Helper()
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

// Up sets an interface of the calling thread's namespace up.
func Up(t *testing.T, name string) {
	t.Helper()
	up(t, handle(t, current(t)), name)
}

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
		veth.MTU, veth.PeerMTU = MTU, MTU
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
