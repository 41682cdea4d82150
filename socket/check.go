package socket

import (
	"errors"
	"fmt"
	"net/netip"
)

// Lengths of headers without options, in bytes: IPv4 (RFC 791), IPv6
// (RFC 8200), and the eight that an echo message (RFC 792) and a UDP header
// (RFC 768) both have.
const (
	headerLen4       = 20
	headerLen6       = 40
	transportHeadLen = 8
)

// maxFlow is the largest Flow with ICMP: identifiers are chosen so that adding
// it never overflows, and the kernel filter lets no wider range in.
const maxFlow = 1023

// maxPacket is the longest IP packet (RFC 791, section 3.1).
const maxPacket = 65535

// check says what is wrong with p as a probe of the given family and of a
// method with flows 0 to flows.
func check(p Probe, ipv6 bool, flows int) error {
	switch {
	case !p.Dst.IsValid():
		return errors.New("no destination")
	case !ofFamily(p.Dst, ipv6):
		return fmt.Errorf("%s is not an %s address", p.Dst, family(ipv6))
	case p.TTL < 1 || p.TTL > 255:
		return fmt.Errorf("TTL %d is not in 1 to 255", p.TTL)
	case p.Flow < 0 || p.Flow > flows:
		return fmt.Errorf("flow %d is not in 0 to %d", p.Flow, flows)
	case p.Size != 0 && p.Size < minSize(ipv6):
		return fmt.Errorf("size %d is under %d bytes, the shortest probe", p.Size, minSize(ipv6))
	case p.Size > maxPacket:
		return fmt.Errorf("size %d is over %d bytes", p.Size, maxPacket)
	}
	return nil
}

// size returns the length of p in bytes.
func size(p Probe, ipv6 bool) int {
	switch {
	case p.Size != 0:
		return p.Size
	case ipv6:
		return DefaultSize6
	}
	return DefaultSize4
}

// payloadLen returns how many bytes follow the IP and transport headers of p.
func payloadLen(p Probe, ipv6 bool) int { return size(p, ipv6) - minSize(ipv6) + tagLen }

func minSize(ipv6 bool) int { return ipHeadLen(ipv6) + transportHeadLen + tagLen }

// ipHeadLen returns the length of an IP header without options.
func ipHeadLen(ipv6 bool) int {
	if ipv6 {
		return headerLen6
	}
	return headerLen4
}

// ofFamily reports whether a can be a destination of an IPv4 or IPv6 Conn. An
// IPv4-mapped IPv6 address is neither: the caller unmaps it.
func ofFamily(a netip.Addr, ipv6 bool) bool {
	if ipv6 {
		return a.Is6() && !a.Is4In6()
	}
	return a.Is4()
}

func family(ipv6 bool) string {
	if ipv6 {
		return "IPv6"
	}
	return "IPv4"
}
