package socket

import (
	"net/netip"
	"time"
)

// A message is what one read from a socket brought, with what the system tells
// about it.
type message struct {
	bytes []byte
	from  netip.AddrPort // the sender; in an error queue, where the probe was going
	to    netip.Addr     // the address of ours that it came to; zero: unknown
	ttl   int            // as it arrived; zero: unknown
	at    time.Time      // the kernel's receive stamp, wall clock; zero: none
}

// An arrival is a message understood: which probe it may answer, and how.
type arrival struct {
	reply    Reply // all of it but Token and RTT
	at       time.Time
	numbered bool       // seq is known
	summed   bool       // seq was found by a checksum, which may have been rewritten
	seq      uint16     // the probe's number
	acked    uint16     // bytes of payload that a TCP segment acknowledges
	dst      netip.Addr // where the probe was going; zero: not told
	flow     int        // of the probe
}

// A codec turns probes into the bytes that a socket takes, and what the socket
// gives back into arrivals. It does no I/O. What is not an answer to a probe of
// its Conn it refuses.
type codec interface {
	// flows is the largest flow that the method has.
	flows() int
	// port returns the destination port for the socket address of a flow; zero
	// for ICMP, which has none.
	port(flow int) uint16
	encode(p Probe, seq uint16) ([]byte, error)
	// decode reads a message that came as data.
	decode(m message) (arrival, bool)
	// decodeFailure reads a message from an error queue: what the ICMP error
	// quotes behind the headers that the kernel took off.
	decodeFailure(m message, f failure) (arrival, bool)
}

// arrivalOf fills in what any ICMP error says, wherever it was read.
func arrivalOf(m message, from netip.Addr, k Kind, typ, code uint8) arrival {
	return arrival{at: m.at, reply: Reply{
		From: from, Kind: k,
		ICMPType: typ, ICMPCode: code,
		TTL: m.ttl,
	}}
}

// failureArrival fills in what an error queue says of any method's probe. The
// kernel took off the quoted IP header and, behind it, taken bytes more; what is
// left begins m, and ends it where extensions follow.
func failureArrival(v6 bool, m message, f failure, taken int) (arrival, bool) {
	k, ok := classify(v6, f.typ, f.code)
	if !ok || !f.offender.IsValid() {
		return arrival{}, false
	}
	a := arrivalOf(m, f.offender, k, f.typ, f.code)
	a.dst = m.from.Addr()
	if k == PacketTooBig {
		a.reply.MTU = int(f.info)
	}
	if extensible(v6, f.typ) {
		_, structure := splitExtension(m.bytes, f.extension, minExtended-ipHeadLen(v6)-taken)
		a.reply.extend(structure)
	}
	return a, true
}
