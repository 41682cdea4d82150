package socket

import (
	"net/netip"
	"time"
)

// A Kind says what a reply means for the probe that it answers.
type Kind uint8

const (
	// TimeExceeded: a router dropped the probe because its TTL ran out in
	// transit (ICMP 11/0, RFC 792; ICMPv6 3/0, RFC 4443).
	TimeExceeded Kind = iota + 1
	// EchoReply: a host answered an echo request.
	EchoReply
	// PortUnreachable: nobody listens at the UDP port (ICMP 3/3, ICMPv6 1/4).
	PortUnreachable
	// Unreachable: any other destination unreachable, or an ICMP error that
	// ends the probe's way; ICMPType and ICMPCode say which.
	Unreachable
	// PacketTooBig: the probe is longer than the next link carries (ICMP 3/4,
	// RFC 1191; ICMPv6 2/0, RFC 8201). MTU holds what the link carries.
	PacketTooBig
	// SynAck: a TCP port is open.
	SynAck
	// Reset: a TCP port is closed.
	Reset
	// Data: a UDP datagram came back from the destination.
	Data
	// Ambiguous: an ICMP error answers one of several probes, and the system
	// does not tell which, because the router quoted too little of it. Token
	// is that of one of the probes in question, RTT is unknown. A UDP port that
	// sends data of its own does the same; ICMPType is then zero. A probe with
	// a Flow that no other probe to this destination has is never in question.
	Ambiguous
	// Unsent: the probe did not leave, as the system found out after Send had
	// returned. Err says why, as an error of Send does; nobody answered.
	Unsent
)

// A Reply is what one probe provoked. The zero Addr means that no one answered.
type Reply struct {
	Token uint64     // of the probe that was answered
	From  netip.Addr // who answered
	Kind  Kind

	ICMPType, ICMPCode uint8 // as on the wire; zero with SynAck, Reset and Data

	// RTT is the time from the probe's departure to the reply's arrival, taken
	// from the kernel's receive stamp where there is one. Zero: unknown, because the
	// system cannot tell which of several copies of the probe was answered, or
	// whether the answer is the first one, as that of a SYN-ACK after a second.
	RTT time.Duration

	// Unstamped says that the system gave no receive stamp for this reply, so
	// that RTT includes the time until this process got to run.
	Unstamped bool

	TTL        int         // time to live of the reply as it arrived; zero: unknown
	Quote      Quote       // what the reply quotes of the probe's IP header
	MTU        int         // of the next link, in bytes, with PacketTooBig; zero: unknown
	MPLS       []Label     // label stack that the probe carried, outermost first (RFC 4950)
	Interfaces []Interface // interfaces the router reports (RFC 5837)

	Err error // with Unsent
}

// A Quote is what an ICMP error tells about the probe as it arrived at the
// router. Known is false where the system hides the quoted IP header.
type Quote struct {
	Known     bool
	TTL       uint8 // time to live or hop limit of the quoted packet
	TOS       uint8 // type of service or traffic class of the quoted packet
	Rewritten bool  // addresses, ports or checksum differ from those sent: a NAT lies between
}

// A Label is one entry of an MPLS label stack (RFC 4950, RFC 5462).
type Label struct {
	Label  uint32 // 20 bits
	Exp    uint8  // traffic class, 3 bits
	Bottom bool   // last entry of the stack
	TTL    uint8
}

// An Interface is what a router tells about one of its interfaces in an ICMP
// extension (RFC 5837). Fields that it left out are zero.
type Interface struct {
	Role  InterfaceRole
	Index int
	Addr  netip.Addr
	Name  string // as sent: may hold any bytes but NUL
	MTU   int    // bytes
}

// An InterfaceRole says what an Interface had to do with the probe (RFC 5837,
// section 4.1).
type InterfaceRole uint8

const (
	Incoming    InterfaceRole = iota // the probe came in here
	IncomingSub                      // sub-IP component of the incoming interface
	Outgoing                         // the probe would have left here
	NextHop                          // the next hop it would have been sent to
)
