package socket

import (
	"fmt"
	"net/netip"
)

// LocalAddr returns the source address that the system would use toward dst
// with c's Source and Interface. It sends nothing. Where the system knows no
// way to dst the error wraps its errno (syscall.ENETUNREACH and the like).
func LocalAddr(dst netip.Addr, c Config) (netip.Addr, error) {
	a, err := localAddr(dst, c)
	if err != nil {
		return netip.Addr{}, fmt.Errorf("finding the source address toward %s: %w", dst, err)
	}
	return a, nil
}
