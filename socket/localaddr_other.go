//go:build !linux

package socket

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"runtime"
)

// localAddr connects a UDP socket, which chooses a source address and sends
// nothing.
func localAddr(dst netip.Addr, c Config) (netip.Addr, error) {
	if c.Interface != "" {
		return netip.Addr{}, fmt.Errorf("choosing an interface on %s: %w", runtime.GOOS, errors.ErrUnsupported)
	}
	var d net.Dialer
	if c.Source.IsValid() {
		d.LocalAddr = net.UDPAddrFromAddrPort(netip.AddrPortFrom(c.Source, 0))
	}
	conn, err := d.Dial("udp", netip.AddrPortFrom(dst, DefaultPort).String())
	if err != nil {
		return netip.Addr{}, err
	}
	defer conn.Close()
	return conn.LocalAddr().(*net.UDPAddr).AddrPort().Addr().Unmap(), nil
}
