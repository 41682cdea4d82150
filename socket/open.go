package socket

import (
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
)

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

// Open opens a Conn by the first way that c allows and the system permits, and
// says which. For AnyProtocol and ICMP a raw socket is tried first, then a ping
// socket; for AnyProtocol then UDP, which needs no privilege.
//
// The error wraps fs.ErrPermission where more privilege would help, and
// errors.ErrUnsupported where nothing would. It names all that was refused and
// what would lift it.
func Open(c Config) (Conn, Info, error) {
	if c.Source.IsValid() && !ofFamily(c.Source, c.IPv6) {
		return nil, Info{}, fmt.Errorf("source %s is not an %s address", c.Source, family(c.IPv6))
	}
	ways, err := ladder(c)
	if err != nil {
		return nil, Info{}, err
	}
	var refused []error
	for _, w := range ways {
		conn, err := open(w, c)
		switch {
		case err == nil:
			return conn, Info{Protocol: w.protocol, Mode: w.mode, Refused: refused}, nil
		case !errors.Is(err, fs.ErrPermission) && !errors.Is(err, errors.ErrUnsupported):
			return nil, Info{}, err
		}
		refused = append(refused, err)
	}
	return nil, Info{Refused: refused}, inOneLine(refused)
}

// A way is a protocol and the kind of socket to send it through.
type way struct {
	protocol Protocol
	mode     Mode
}

// String names w as error messages do.
func (w way) String() string {
	switch w {
	case way{ICMP, Raw}:
		return "raw ICMP socket"
	case way{ICMP, Datagram}:
		return "ping socket"
	}
	return w.protocol.String() + " socket"
}

// ladder returns the ways that c allows, the best first.
func ladder(c Config) ([]way, error) {
	switch {
	case c.Protocol == TCP:
		return nil, fmt.Errorf("TCP is not in this version: %w", errors.ErrUnsupported)
	case c.Protocol == UDP && c.Mode == Raw:
		return nil, fmt.Errorf("UDP through a raw socket is not in this version: %w", errors.ErrUnsupported)
	}
	var ways []way
	for _, w := range []way{{ICMP, Raw}, {ICMP, Datagram}, {UDP, Datagram}} {
		if (c.Protocol == AnyProtocol || c.Protocol == w.protocol) && (c.Mode == AnyMode || c.Mode == w.mode) {
			ways = append(ways, w)
		}
	}
	return ways, nil
}

// inOneLine joins errors as errors.Join does, but with semicolons.
func inOneLine(errs []error) error {
	joined := errs[0]
	for _, err := range errs[1:] {
		joined = fmt.Errorf("%w; %w", joined, err)
	}
	return joined
}
