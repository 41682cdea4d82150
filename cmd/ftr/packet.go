package main

import (
	"fmt"
	"strconv"
)

// sizeValue takes --size: the length of a whole probe, IP header included. How
// short it may be depends on the protocol, which need not be known yet.
func sizeValue(c *config) value {
	return value{kind: "bytes", set: func(s string) error {
		n, err := strconv.Atoi(s)
		if err != nil || n < minSize || n > maxSize {
			return fmt.Errorf("not the length of an IP packet in bytes, from %d to %d", minSize, maxSize)
		}
		c.Size = n
		return nil
	}}
}

// markValue takes --mark, a number that iptables, nft and ip rule know the
// packets by. Zero would be none.
func markValue(c *config) value {
	return value{kind: "number", set: func(s string) error {
		n, err := strconv.ParseUint(s, 0, 32)
		if err != nil || n == 0 {
			return fmt.Errorf("not a whole number from 1 to 0xffffffff")
		}
		c.Mark = uint32(n)
		return nil
	}}
}
