package socket

import "time"

// What is known of each system, from the kernel's source or, where that is not
// said, from ip(4), ip6(4) and the headers. Values are those of 64-bit machines;
// see here.

// Linux sockets are opened by code of their own, which knows more of them. This
// is for what they have in common with others.
var linux = quirks{
	name:  "Linux",
	needs: "needs root or CAP_NET_RAW",
	cmsg:  layout{lenSize: 8, align: 8},
	stamp: stamp{option: 35, got: 35, unit: time.Nanosecond}, // SO_TIMESTAMPNS, socket(7)

	errorQueue: 0x2000, // MSG_ERRQUEUE
	numbers: numbers{
		socket: 1, includeHeader: 3,
		tos: 1, ttl: 2, recvTTL: 12, gotTTL: 2, sendTTL: 2, gotError: 11, // ip(7)
		icmp6Filter: 1, hops6: 16, recvHops6: 51, hopLimit6: 52, recvInfo6: 49, info6: 50,
		class6: 67, whole6: 62, gotError6: 25, // ipv6(7)
	},
}

// needsRoot is what raw sockets need where there is nothing finer.
const needsRoot = "needs root: run it with sudo"

// macOS: rip_output, icmp_input and icmp_dgram_send of xnu, bsd/netinet. Its
// timeval has an int for the microseconds.
var darwin = quirks{
	name: "macOS", needs: needsRoot,
	hostOrder: true, swapsQuote: true, passes: true, pings: true,
	cmsg:  layout{lenSize: 4, align: 4},
	stamp: stamp{option: 0x400, got: 0x2, unit: time.Microsecond, short: true},
	numbers: numbers{
		socket: 0xffff, includeHeader: 2, tos: 3, ttl: 4, recvTTL: 24, gotTTL: 24, boundInterface: 25,
		icmp6Filter: 18, hops6: 4, recvHops6: 37, hopLimit6: 47, recvInfo6: 61, info6: 46,
		class6: 36, whole6: 62, boundInterface6: 125,
	},
}

// FreeBSD since release 11: rip_output of sys/netinet/raw_ip.c.
var freebsd = quirks{
	name: "FreeBSD", needs: needsRoot,
	passes:  true,
	cmsg:    layout{lenSize: 4, align: 8},
	stamp:   stamp{option: 0x400, got: 0x2, unit: time.Microsecond},
	numbers: kame(65),
}

// OpenBSD: rip_chkhdr of sys/netinet/raw_ip.c.
var openbsd = quirks{
	name: "OpenBSD", needs: needsRoot,
	passes:  true,
	cmsg:    layout{lenSize: 4, align: 8},
	stamp:   stamp{option: 0x800, got: 0x4, unit: time.Microsecond},
	numbers: kame(31),
}

// NetBSD: rip_output and rip_input of sys/netinet/raw_ip.c, which refuses an IPv4
// packet with control messages. Its timeval has an int for the microseconds.
var netbsd = quirks{
	name: "NetBSD", needs: needsRoot,
	hostOrder: true, passes: true,
	cmsg:    layout{lenSize: 4, align: 8},
	stamp:   stamp{option: 0x2000, got: 0x8, unit: time.Microsecond, short: true},
	numbers: kame(23),
}

// DragonFly: rip_output of sys/netinet/raw_ip.c.
var dragonfly = quirks{
	name: "DragonFly BSD", needs: needsRoot,
	hostOrder: true, passes: true,
	cmsg:    layout{lenSize: 4, align: 8},
	stamp:   stamp{option: 0x400, got: 0x2, unit: time.Microsecond},
	numbers: kame(65),
}

// kame returns the numbers of the BSDs, whose IPv6 is that of KAME, and which have
// a number of their own for IP_RECVTTL alone.
func kame(recvTTL int) numbers {
	return numbers{
		socket: 0xffff, includeHeader: 2, tos: 3, ttl: 4, recvTTL: recvTTL, gotTTL: recvTTL,
		icmp6Filter: 18, hops6: 4, recvHops6: 37, hopLimit6: 47, recvInfo6: 36, info6: 46,
		class6: 61, whole6: 62,
	}
}
