package socket

import (
	"cmp"
	"encoding/binary"
	"net/netip"
	"time"
)

// What the ICMP API of Windows reads and writes (ipexport.h, icmpapi.h), as bytes,
// so that it can be tested on every system. Numbers are little-endian on all of
// Windows; addresses are as on the wire.
const (
	// IP_OPTION_INFORMATION holds TTL, TOS, flags, the length of IP options, and a
	// pointer to these, which is aligned and null.
	echoOptionsLen = 16
	flagDF         = 0x02

	// ICMP_ECHO_REPLY: address, status, round-trip time, length of the data, count of
	// replies, and pointers. Only what stands before the pointers is read: they are
	// of four or eight bytes, and which of the two a 64-bit system leaves behind
	// when it has parsed the replies is not the same everywhere.
	echoReplyLen4 = 40
	// ICMPV6_ECHO_REPLY: port, flow label, address, scope, status, round-trip time. It
	// is packed up to the scope, and has no pointers.
	echoReplyLen6 = 36

	// Behind the reply comes the data that it echoes, or eight bytes of an ICMP
	// error and, which the documentation forgets, an IO_STATUS_BLOCK. Wine wants
	// 28 bytes for an error. The rest is for what nobody told us of.
	echoReplyRoom = 8 + 16 + 256
)

// echoOptions returns an IP_OPTION_INFORMATION. Its TOS is not used: Windows
// ignores it.
func echoOptions(ttl int, dontFragment bool) (b [echoOptionsLen]byte) {
	b[0] = byte(ttl)
	if dontFragment {
		b[2] = flagDF
	}
	return b
}

// replyBufferLen returns how long the buffer must be for the reply to a request
// with so many bytes of payload.
func replyBufferLen(v6 bool, payload int) int {
	n := echoReplyLen4
	if v6 {
		n = echoReplyLen6
	}
	return n + payload + echoReplyRoom
}

// How long the system is told to wait for a reply: longer than the caller does,
// whose timer is to decide, and not so short that some versions of Windows refuse
// or stretch it.
const (
	waitMargin = 50 * time.Millisecond
	waitFloor  = 100 * time.Millisecond
)

// replyWait returns that time for a caller who waits for so long; zero: for as long
// as probes are remembered.
func replyWait(timeout time.Duration) time.Duration {
	return min(max(cmp.Or(timeout, memory)+waitMargin, waitFloor), memory)
}

// An echoReply is what the API says of one reply.
type echoReply struct {
	from   netip.Addr // zero: nobody answered
	status uint32     // IP_STATUS
	ms     uint32     // round-trip time as the system takes it, in whole milliseconds
}

// parseEchoReply reads the reply at the start of a parsed reply buffer.
func parseEchoReply(v6 bool, b []byte) (echoReply, bool) {
	var r echoReply
	switch {
	case v6 && len(b) >= echoReplyLen6:
		r.from = zoned(netip.AddrFrom16([16]byte(b[6:])), binary.LittleEndian.Uint32(b[22:]))
		r.status, r.ms = binary.LittleEndian.Uint32(b[28:]), binary.LittleEndian.Uint32(b[32:])
	case !v6 && len(b) >= echoReplyLen4:
		r.from = netip.AddrFrom4([4]byte(b))
		r.status, r.ms = binary.LittleEndian.Uint32(b[4:]), binary.LittleEndian.Uint32(b[8:])
	default:
		return r, false
	}
	if r.from.IsUnspecified() {
		r.from = netip.Addr{}
	}
	return r, true
}

// ipAddr returns a as an IPAddr, the number whose bytes in memory are those of
// the address.
func ipAddr(a netip.Addr) uint32 {
	b := a.As4()
	return binary.LittleEndian.Uint32(b[:])
}
