package socket

import "net/netip"

// A Protocol is what probes are made of.
type Protocol uint8

const (
	AnyProtocol Protocol = iota // ICMP, or UDP where ICMP is not permitted
	ICMP                        // ICMP or ICMPv6 echo request
	UDP                         // UDP datagram to a port that is likely closed
	TCP                         // TCP SYN
)

// String returns the protocol's name as users write it: "ICMP", "UDP", "TCP",
// and "any" for the zero value.
func (p Protocol) String() string {
	switch p {
	case ICMP:
		return "ICMP"
	case UDP:
		return "UDP"
	case TCP:
		return "TCP"
	}
	return "any"
}

// A Mode is the kind of socket that carries the probes.
type Mode uint8

const (
	AnyMode  Mode = iota // raw where permitted, else datagram
	Raw                  // raw socket: root or CAP_NET_RAW on Linux
	Datagram             // ping socket or UDP socket: unprivileged
)

// String returns "raw", "datagram", or "any" for the zero value.
func (m Mode) String() string {
	switch m {
	case Raw:
		return "raw"
	case Datagram:
		return "datagram"
	}
	return "any"
}

// DefaultPort is the UDP destination port where none is asked for: the first
// one of traceroute(8).
const DefaultPort = 33434

// A Config says what kind of Conn to open. The zero value asks for IPv4 by
// whatever the system permits.
type Config struct {
	IPv6      bool
	Protocol  Protocol
	Mode      Mode
	Port      uint16     // UDP destination port; zero: DefaultPort
	Source    netip.Addr // source address; zero: the system chooses
	Interface string     // send through this interface only; empty: routing decides
}

// Info says what [Open] chose.
type Info struct {
	Protocol   Protocol // never AnyProtocol
	Mode       Mode     // never AnyMode
	FlowVaries bool     // each probe is a flow of its own, whatever its Flow says

	// Refused holds why each preferred way was not permitted, in the order in
	// which they were tried. Each error wraps fs.ErrPermission or
	// errors.ErrUnsupported.
	Refused []error
}
