package lab

import (
	"fmt"
	"net"
	"net/netip"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// connect gives the machine its loopback, the address source on the device
// named name, whose MTU is mtu, and a default route through it.
func connect(name string, source netip.Addr, mtu int) error {
	if err := up("lo"); err != nil {
		return err
	}
	link, err := netlink.LinkByName(name)
	if err != nil {
		return fmt.Errorf("finding %s: %w", name, err)
	}
	if err := netlink.LinkSetMTU(link, mtu); err != nil {
		return fmt.Errorf("giving %s the MTU %d: %w", name, mtu, err)
	}
	addr := &netlink.Addr{IPNet: network(netip.PrefixFrom(source, source.BitLen()))}
	if source.Is6() {
		addr.Flags = unix.IFA_F_NODAD // no neighbour could object
	}
	if err := netlink.AddrAdd(link, addr); err != nil {
		return fmt.Errorf("giving %s the address %v: %w", name, source, err)
	}
	if err := up(name); err != nil {
		return err
	}
	everywhere := netip.IPv4Unspecified()
	if source.Is6() {
		everywhere = netip.IPv6Unspecified()
	}
	route := &netlink.Route{LinkIndex: link.Attrs().Index, Dst: network(netip.PrefixFrom(everywhere, 0))}
	if err := netlink.RouteAdd(route); err != nil {
		return fmt.Errorf("adding a route through %s: %w", name, err)
	}
	return awaitLocal(source)
}

// awaitLocal waits until the kernel takes packets to source for its own. With
// IPv6 it does so only after some work that a kernel thread does in its time,
// also for an address that is exempt from duplicate address detection; replies
// that come before that are lost.
func awaitLocal(source netip.Addr) error {
	for range 20_000 { // 2 s and more
		routes, err := netlink.RouteGet(source.AsSlice())
		if err == nil && len(routes) > 0 && routes[0].Type == unix.RTN_LOCAL {
			return nil
		}
		time.Sleep(100 * time.Microsecond)
	}
	return fmt.Errorf("the kernel does not take %v for its own address", source)
}

func up(name string) error {
	link, err := netlink.LinkByName(name)
	if err != nil {
		return fmt.Errorf("finding %s: %w", name, err)
	}
	if err := netlink.LinkSetUp(link); err != nil {
		return fmt.Errorf("setting %s up: %w", name, err)
	}
	return nil
}

func network(p netip.Prefix) *net.IPNet {
	return &net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())}
}
