package socket

import (
	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

// Codes of ICMP (RFC 792) and ICMPv6 (RFC 4443) that make a Kind of their own.
const (
	codeTTLExceeded      = 0 // of time exceeded, both families
	codePortUnreachable4 = 3
	codeFragNeeded4      = 4
	codePortUnreachable6 = 4
)

// classify returns the kind of an ICMP error, or false for messages that say
// nothing of where a probe ended: source quench, redirects, informational
// ones, and time exceeded with code 1, which a destination sends when a fragment
// of a long probe was lost.
//
// A parameter problem is Unreachable: the probe was discarded for it.
func classify(v6 bool, typ, code uint8) (Kind, bool) {
	if v6 {
		return classify6(ipv6.ICMPType(typ), code)
	}
	return classify4(ipv4.ICMPType(typ), code)
}

func classify4(typ ipv4.ICMPType, code uint8) (Kind, bool) {
	switch typ {
	case ipv4.ICMPTypeTimeExceeded:
		return TimeExceeded, code == codeTTLExceeded
	case ipv4.ICMPTypeDestinationUnreachable:
		switch code {
		case codePortUnreachable4:
			return PortUnreachable, true
		case codeFragNeeded4:
			return PacketTooBig, true
		}
		return Unreachable, true
	case ipv4.ICMPTypeParameterProblem:
		return Unreachable, true
	}
	return 0, false
}

func classify6(typ ipv6.ICMPType, code uint8) (Kind, bool) {
	switch typ {
	case ipv6.ICMPTypeTimeExceeded:
		return TimeExceeded, code == codeTTLExceeded
	case ipv6.ICMPTypeDestinationUnreachable:
		if code == codePortUnreachable6 {
			return PortUnreachable, true
		}
		return Unreachable, true
	case ipv6.ICMPTypePacketTooBig:
		return PacketTooBig, true
	case ipv6.ICMPTypeParameterProblem:
		return Unreachable, true
	}
	return 0, false
}
