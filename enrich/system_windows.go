package enrich

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"unsafe"

	"golang.org/x/sys/windows"
)

// SystemResolver returns a Resolver as the system is configured:
// resolv.conf(5) and hosts(5) on Unix, the network adapters and the hosts file
// on Windows. It sends nothing.
func SystemResolver() (*Resolver, error) {
	first, err := adapters()
	if err != nil {
		return nil, fmt.Errorf("finding the name servers: %w", err)
	}
	r := &Resolver{}
	r.addAdapters(first, true)
	if len(r.Servers) == 0 {
		r.addAdapters(first, false)
	}
	if dir, err := windows.GetSystemDirectory(); err == nil {
		if text, err := os.ReadFile(filepath.Join(dir, "drivers", "etc", "hosts")); err == nil {
			r.Hosts = ParseHosts(string(text))
		}
	}
	return r, nil
}

// addAdapters takes up the name servers of the adapters that are up and have a
// gateway, or none. A tunnel may be the only way out and has none.
func (r *Resolver) addAdapters(first *windows.IpAdapterAddresses, gateway bool) {
	for a := first; a != nil; a = a.Next {
		up := a.OperStatus == windows.IfOperStatusUp && a.IfType != windows.IF_TYPE_SOFTWARE_LOOPBACK
		if up && (a.FirstGatewayAddress != nil) == gateway {
			r.addAdapter(a)
		}
	}
}

// addAdapter takes up the name servers and the search domain of an adapter.
func (r *Resolver) addAdapter(a *windows.IpAdapterAddresses) {
	for d := a.FirstDnsServerAddress; d != nil; d = d.Next {
		addr, ok := netip.AddrFromSlice(d.Address.IP())
		if !ok || siteLocal.Contains(addr) {
			continue
		}
		if addr.IsLinkLocalUnicast() && addr.Is6() {
			addr = addr.WithZone(strconv.Itoa(int(a.Ipv6IfIndex)))
		}
		server := netip.AddrPortFrom(addr.Unmap(), dnsPort)
		if !slices.Contains(r.Servers, server) {
			r.Servers = append(r.Servers, server)
		}
	}
	if suffix := windows.UTF16PtrToString(a.DnsSuffix); suffix != "" && !slices.Contains(r.Search, suffix) {
		r.Search = append(r.Search, suffix)
	}
}

// siteLocal holds the addresses fec0:0:0:ffff::1 to ::3, which Windows names
// where it knows no IPv6 name server; nobody answers there.
var siteLocal = netip.MustParsePrefix("fec0::/10")

// adapters returns the list of network adapters, whose memory it keeps alive.
func adapters() (*windows.IpAdapterAddresses, error) {
	// GetAdaptersAddresses advises to start with 15 KB and says what it needs.
	size := uint32(15000)
	for range 3 {
		b := make([]byte, size)
		first := (*windows.IpAdapterAddresses)(unsafe.Pointer(unsafe.SliceData(b)))
		err := windows.GetAdaptersAddresses(windows.AF_UNSPEC,
			windows.GAA_FLAG_INCLUDE_GATEWAYS, 0, first, &size)
		switch {
		case err == nil && size == 0:
			return nil, nil
		case err == nil:
			return first, nil
		case !errors.Is(err, windows.ERROR_BUFFER_OVERFLOW):
			return nil, os.NewSyscallError("GetAdaptersAddresses", err)
		}
	}
	return nil, errors.New("the list of network adapters keeps growing")
}
