package socket

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"time"
)

// A Protocol is what probes are made of.
type Protocol uint8

const (
	AnyProtocol Protocol = iota // ICMP, or UDP where ICMP is not permitted
	ICMP                        // ICMP or ICMPv6 echo request
	UDP                         // UDP datagram; a DNS query to port 53
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
	Raw                  // raw sockets, alone or beside others: root, or CAP_NET_RAW on Linux
	Datagram             // ping socket, UDP socket, or TCP connect: unprivileged
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

// Destination ports where none is asked for: the first one of traceroute(8) for
// UDP, that of HTTPS for TCP.
const (
	DefaultPort    = 33434
	DefaultTCPPort = 443
)

// A Config says what kind of Conn to open. The zero value asks for IPv4 by
// whatever the system permits.
type Config struct {
	IPv6      bool
	Protocol  Protocol
	Mode      Mode
	Port      uint16     // UDP or TCP destination port; zero: DefaultPort or DefaultTCPPort
	Source    netip.Addr // source address; zero: the system chooses
	Interface string     // send through this interface only, on Linux and macOS; empty: routing decides

	TOS  uint8  // type of service or traffic class: DSCP in the upper six bits (RFC 2474)
	Mark uint32 // for policy routing (SO_MARK, socket(7)), on Linux; zero: none; needs CAP_NET_ADMIN or CAP_NET_RAW

	// DontFragment keeps probes from being fragmented, here and by routers. What
	// the system has learnt of the path's MTU is not regarded, so that a probe
	// has the size that was asked for; but macOS and the BSDs may refuse to send
	// one that is too long for that (EMSGSIZE).
	DontFragment bool

	// Timeout is how long a reply is of interest to the caller; zero: as long as
	// probes are remembered. Only Windows, which must be told with each probe, goes
	// by it.
	Timeout time.Duration
}

// port returns the destination port for probes of the protocol.
func (c Config) port(p Protocol) uint16 {
	switch {
	case c.Port != 0:
		return c.Port
	case p == TCP:
		return DefaultTCPPort
	}
	return DefaultPort
}

// Info says what [Open] chose.
type Info struct {
	Protocol   Protocol // never AnyProtocol
	Mode       Mode     // never AnyMode
	FlowVaries bool     // each probe is a flow of its own, whatever its Flow says

	// LocalAddr returns the source address of the Conn's probes toward dst. It
	// sends nothing. Where the system knows no way to dst the error wraps its errno
	// (syscall.ENETUNREACH and the like).
	LocalAddr func(dst netip.Addr) (netip.Addr, error)

	// Refused holds why each preferred way was not permitted, in the order in
	// which they were tried. Each error wraps fs.ErrPermission or
	// errors.ErrUnsupported.
	Refused []error
}

// Open opens a Conn by the first way that c allows and the system permits, and
// says which. Raw sockets are tried first, then what needs no privilege: on Linux a
// ping socket for ICMP, an error queue for UDP, connect for TCP. For AnyProtocol
// that is ICMP by either, then UDP without privilege. What other systems have say
// [Systems].
//
// The error wraps fs.ErrPermission where more privilege would help, and
// errors.ErrUnsupported where nothing would. It names all that was refused and
// what would lift it.
func Open(c Config) (Conn, Info, error) {
	if c.Source.IsValid() && !ofFamily(c.Source, c.IPv6) {
		return nil, Info{}, fmt.Errorf("source %s is not an %s address", c.Source, family(c.IPv6))
	}
	ways := ladder(c, ThisSystem())
	if len(ways) == 0 {
		return nil, Info{}, fmt.Errorf("probing by %s, %s, on %s: %w", c.Protocol, c.Mode, ThisSystem().Name, errors.ErrUnsupported)
	}
	var refused []error
	for _, w := range ways {
		conn, err := open(w, c)
		switch {
		case err == nil:
			return conn, Info{Protocol: w.protocol, Mode: w.mode, FlowVaries: conn.flowVaries(), LocalAddr: conn.localAddr, Refused: refused}, nil
		case !errors.Is(err, fs.ErrPermission) && !errors.Is(err, errors.ErrUnsupported):
			return nil, Info{}, err
		}
		refused = append(refused, err)
	}
	return nil, Info{Refused: refused}, inOneLine(refused)
}

// A locatingConn is a Conn that knows what Info tells of it.
type locatingConn interface {
	Conn
	localAddr(dst netip.Addr) (netip.Addr, error)
	flowVaries() bool
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
	case way{UDP, Raw}:
		return "raw ICMP socket for UDP probes"
	case way{TCP, Raw}:
		return "raw TCP socket"
	}
	return w.protocol.String() + " socket"
}

// ladder returns the ways that c allows and a system has, the best first.
func ladder(c Config, s System) []way {
	var ways []way
	for _, w := range s.Ways {
		if c.allows(way{w.Protocol, w.Mode}) {
			ways = append(ways, way{w.Protocol, w.Mode})
		}
	}
	return ways
}

// allows reports whether c is content with a way. Any protocol means ICMP, or UDP
// where that needs no privilege.
func (c Config) allows(w way) bool {
	if c.Mode != AnyMode && c.Mode != w.mode {
		return false
	}
	return w.protocol == cmp.Or(c.Protocol, ICMP) || c.Protocol == AnyProtocol && w == way{UDP, Datagram}
}

// inOneLine joins errors as errors.Join does, but with semicolons.
func inOneLine(errs []error) error {
	joined := errs[0]
	for _, err := range errs[1:] {
		joined = fmt.Errorf("%w; %w", joined, err)
	}
	return joined
}
