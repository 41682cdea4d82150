package socket

import (
	"encoding/binary"
	"net/netip"
)

// A failure is what a Linux error queue says of an ICMP error: a struct
// sock_extended_err and the address of the offender behind it (ip(7),
// IP_RECVERR).
type failure struct {
	origin    uint8
	typ, code uint8
	info      uint32     // MTU of the next hop with packet too big
	extension int        // where in the data an extension structure begins, right or not; zero: not told
	offender  netip.Addr // sender of the ICMP error; a scope is its zone, as a number
}

// Origins of a failure (linux/errqueue.h). Local errors belong to a send, which
// reported them already.
const (
	originICMP  = 2
	originICMP6 = 3
)

// Address families as Linux numbers them, on every architecture.
const (
	linuxInet  = 2
	linuxInet6 = 10
)

// extendedErrLen is the length of a struct sock_extended_err.
const extendedErrLen = 16

// parseFailure reads a struct sock_extended_err and the sockaddr behind it. It
// refuses errors that no ICMP message caused.
func parseFailure(b []byte) (failure, bool) {
	if len(b) < extendedErrLen {
		return failure{}, false
	}
	f := failure{origin: b[4], typ: b[5], code: b[6], info: binary.NativeEndian.Uint32(b[8:])}
	f.extension = int(binary.NativeEndian.Uint16(b[12:]))
	f.offender = parseLinuxSockaddr(b[extendedErrLen:])
	return f, f.origin == originICMP || f.origin == originICMP6
}

// parseLinuxSockaddr returns the address in a struct sockaddr_in or
// sockaddr_in6, or the zero Addr for anything else.
func parseLinuxSockaddr(b []byte) netip.Addr {
	if len(b) < 2 {
		return netip.Addr{}
	}
	switch family := binary.NativeEndian.Uint16(b); {
	case family == linuxInet && len(b) >= 8:
		return netip.AddrFrom4([4]byte(b[4:]))
	case family == linuxInet6 && len(b) >= 28:
		return zoned(netip.AddrFrom16([16]byte(b[8:])), binary.NativeEndian.Uint32(b[24:]))
	}
	return netip.Addr{}
}
