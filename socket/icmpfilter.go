package socket

import "golang.org/x/net/ipv6"

// wanted6 are the types of ICMPv6 messages that may answer a probe.
var wanted6 = []ipv6.ICMPType{
	ipv6.ICMPTypeEchoReply, ipv6.ICMPTypeDestinationUnreachable, ipv6.ICMPTypePacketTooBig,
	ipv6.ICMPTypeTimeExceeded, ipv6.ICMPTypeParameterProblem,
}

// filter6 returns a struct icmp6_filter that lets pass what may answer a probe. RFC
// 3542, section 3.2, hides in macros what a bit means, and Linux means the opposite
// of the others.
func (q quirks) filter6() (f [8]uint32) {
	for _, t := range wanted6 {
		f[t>>5] |= 1 << (t & 31)
	}
	if !q.passes {
		for i := range f {
			f[i] = ^f[i]
		}
	}
	return f
}
