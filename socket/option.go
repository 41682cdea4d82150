package socket

import (
	"errors"
	"fmt"
)

// An option is a socket option to be set.
type option struct {
	level, name, value int
	text               string // its name
	spare              bool   // the socket does without where the system does not have it
}

// options lists the options that a socket without error queue has beside what is
// set on each packet it sends: what to tell of what it receives, and the interface
// with the given index; zero: any.
func (q quirks) options(v6 bool, bound int) []option {
	os := []option{{q.socket, q.stamp.option, 1, "SO_TIMESTAMP", true}}
	if !v6 {
		os = append(os, option{levelIP, q.recvTTL, 1, "IP_RECVTTL", true})
		if bound != 0 {
			os = append(os, option{levelIP, q.boundInterface, bound, "IP_BOUND_IF", false})
		}
		return os
	}
	os = append(os,
		option{levelIPv6, q.recvHops6, 1, "IPV6_RECVHOPLIMIT", true},
		option{levelIPv6, q.recvInfo6, 1, "IPV6_RECVPKTINFO", true})
	if bound != 0 {
		os = append(os, option{levelIPv6, q.boundInterface6, bound, "IPV6_BOUND_IF", false})
	}
	return os
}

// lacking says what of c the system cannot do at all.
func (q quirks) lacking(c Config) error {
	switch {
	case c.Mark != 0:
		return fmt.Errorf("%s cannot mark packets: %w", q.name, errors.ErrUnsupported)
	case c.Interface != "" && q.boundInterface == 0:
		return fmt.Errorf("%s cannot keep probes to the interface %s: give an address of it as their source instead (%w)",
			q.name, c.Interface, errors.ErrUnsupported)
	}
	return nil
}

// has reports whether the system has a way without error queue. Without root, ICMP
// sockets of datagrams are all that there is, by which errors about other protocols
// come, too. For UDP over IPv4 they do not suffice: its header is to be sent.
func (q quirks) has(w way, v6 bool) bool {
	return w.mode == Raw || q.pings && (w.protocol != UDP || v6)
}
