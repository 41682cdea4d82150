package socket

import (
	"fmt"
	"net"
	"net/netip"
)

// LocalAddr returns the source address that the system would use toward dst
// with c's Source and Interface. It sends nothing. Where the system knows no
// way to dst the error wraps its errno (syscall.ENETUNREACH and the like).
func LocalAddr(dst netip.Addr, c Config) (netip.Addr, error) {
	d := net.Dialer{Control: bindDialer(c.Interface)}
	if c.Source.IsValid() {
		d.LocalAddr = net.UDPAddrFromAddrPort(netip.AddrPortFrom(c.Source, 0))
	}
	conn, err := d.Dial("udp", netip.AddrPortFrom(dst, DefaultPort).String())
	if err != nil {
		return netip.Addr{}, fmt.Errorf("finding the source address toward %s: %w", dst, err)
	}
	defer conn.Close()
	return conn.LocalAddr().(*net.UDPAddr).AddrPort().Addr().Unmap(), nil
}
