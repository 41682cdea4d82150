package socket

import "time"

// quirks say in what the sockets of one system differ from those of another. They
// are values, and the code that minds them is the same everywhere, so that each
// system's case is tested on every system. See systems.go.
type quirks struct {
	name  string // of the system, as its users write it
	needs string // what lifts the refusal of a raw socket

	// hostOrder says that a raw socket takes the length and the fragment field
	// of an IPv4 header in the byte order of this machine (IP_HDRINCL in ip(4)).
	hostOrder bool

	// swapsQuote says that the kernel turns the length in a quoted IPv4 header
	// to the byte order of this machine, of those errors that it understands.
	swapsQuote bool

	// passes says that a bit of ICMP6_FILTER lets a type pass; else it blocks it.
	passes bool

	// pings says that anyone may open an ICMP socket of datagrams, which is a raw
	// one that sends echo requests only: it takes an IPv4 header with them, and
	// gets all ICMP messages, with headers.
	pings bool

	cmsg  layout
	stamp stamp

	// errorQueue is the flag that makes recvmsg(2) read it; zero: there is none.
	errorQueue int

	numbers
}

// numbers are those that stand for socket options and types of control messages,
// zero where the system has none. Levels other than SOL_SOCKET are protocols, as
// IANA numbers them.
type numbers struct {
	socket int // SOL_SOCKET

	includeHeader  int // IP_HDRINCL
	tos            int // IP_TOS
	ttl            int // IP_TTL
	recvTTL        int // IP_RECVTTL
	gotTTL         int // the message that this asks for
	sendTTL        int // the message that sets it for one packet
	boundInterface int // IP_BOUND_IF
	gotError       int // the message in an error queue

	icmp6Filter     int // ICMP6_FILTER
	hops6           int // IPV6_UNICAST_HOPS
	recvHops6       int // IPV6_RECVHOPLIMIT
	hopLimit6       int // IPV6_HOPLIMIT, the message either way (RFC 3542, section 6.3)
	recvInfo6       int // IPV6_RECVPKTINFO
	info6           int // IPV6_PKTINFO, the message (RFC 3542, section 6.1)
	class6          int // IPV6_TCLASS, option and message (RFC 3542, section 6.5)
	whole6          int // IPV6_DONTFRAG, option and message (RFC 3542, section 11.2)
	boundInterface6 int // IPV6_BOUND_IF
	gotError6       int // the message in an error queue
}

// A stamp says how a system stamps what it receives.
type stamp struct {
	option int           // SO_TIMESTAMP or SO_TIMESTAMPNS
	got    int           // the message that this asks for
	unit   time.Duration // of its second field
	short  bool          // that field has four bytes, whatever the first one has
}

// Levels of options and control messages of IP, the same on every system.
const (
	levelIP     = 0
	levelIPv6   = 41
	levelICMPv6 = protoICMPv6
)
