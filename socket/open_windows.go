package socket

import (
	"errors"
	"fmt"
)

// open opens a Conn by one way. Windows has one, which needs no privilege: echo
// requests by its ICMP API.
func open(_ way, c Config) (locatingConn, error) {
	if err := windowsLacks(c); err != nil {
		return nil, err
	}
	if err := checkSource(c.Source); err != nil {
		return nil, err
	}
	procs, err := findICMP(c.IPv6)
	if err == nil {
		var conn *icmpConn
		if conn, err = newICMPConn(c, procs); err == nil {
			return conn, nil
		}
	}
	return nil, fmt.Errorf("opening a handle for %s echo requests: %w", family(c.IPv6), err)
}

// windowsLacks says what of c the ICMP API has no means for.
func windowsLacks(c Config) error {
	lacks := ""
	switch {
	case c.TOS != 0:
		lacks = "sets no type of service"
	case c.Mark != 0:
		lacks = "marks no packets"
	case c.Interface != "":
		lacks = "takes no interface; its address as the source does the same"
	default:
		return nil
	}
	return fmt.Errorf("the ICMP API of Windows %s (%w)", lacks, errors.ErrUnsupported)
}
