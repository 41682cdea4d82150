package socket

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"syscall"
)

// zoneIndex returns the number of the interface that a zone names or numbers; zero
// for no zone.
func zoneIndex(zone string) (uint32, error) {
	if zone == "" {
		return 0, nil
	}
	if n, err := strconv.ParseUint(zone, 10, 32); err == nil {
		return uint32(n), nil
	}
	i, err := net.InterfaceByName(zone)
	if err != nil {
		return 0, fmt.Errorf("no interface is named %q, the zone of the address: %w", zone, syscall.ENODEV)
	}
	return uint32(i.Index), nil
}

// named returns a with the name of its zone in place of the number.
func named(a netip.Addr) netip.Addr {
	n, err := strconv.Atoi(a.Zone())
	if err != nil {
		return a
	}
	if i, err := net.InterfaceByIndex(n); err == nil {
		return a.WithZone(i.Name)
	}
	return a
}

// zoned returns a with the number of an interface as its zone, if it has a use for
// one.
func zoned(a netip.Addr, index uint32) netip.Addr {
	if index == 0 || !a.IsLinkLocalUnicast() {
		return a
	}
	return a.WithZone(strconv.FormatUint(uint64(index), 10))
}
