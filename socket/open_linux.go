package socket

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// open opens a Conn by one way.
func open(w way, c Config) (locatingConn, error) {
	l := newConn(c)
	switch w {
	case way{ICMP, Raw}:
		l.dial = l.dialRaw
	case way{ICMP, Datagram}:
		l.perFlow = true
		l.dial = l.dialPing
	case way{UDP, Raw}:
		l.dial = l.dialUDP
		l.listen = l.listenUDP
	case way{UDP, Datagram}:
		l.dial = l.dialUDP
	case way{TCP, Raw}:
		l.dial = l.dialTCP
		l.listen = l.listenTCP
	case way{TCP, Datagram}:
		t := newTCPConn(c)
		return t, refusal(w, t.start())
	}
	return l, refusal(w, l.start())
}

// flowVaries reports whether the probes of a way are flows of their own: each
// connect has a source port of its own.
func flowVaries(w way) bool { return w == way{TCP, Datagram} }

// refusal returns the error of opening by a way, and what would lift it.
func refusal(w way, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("opening a %s: %w", w, hint(w, unsupported(err)))
}

// hint adds to a refusal what would lift it.
func hint(w way, err error) error {
	switch {
	case !errors.Is(err, unix.EACCES) && !errors.Is(err, unix.EPERM):
		return err
	case w.mode == Raw:
		return fmt.Errorf("%w (needs root or CAP_NET_RAW)", err)
	case w.protocol == ICMP:
		return fmt.Errorf("%w (the group is not in sysctl net.ipv4.ping_group_range)", err)
	}
	return err
}

// unsupported makes the errors by which Linux says that it lacks a protocol or
// an option match errors.ErrUnsupported, which syscall.Errno does not do for
// them.
func unsupported(err error) error {
	for _, lacking := range []error{
		unix.EPROTONOSUPPORT, unix.EAFNOSUPPORT, unix.ESOCKTNOSUPPORT, unix.ENOPROTOOPT,
	} {
		if errors.Is(err, lacking) {
			return fmt.Errorf("%w (%w)", err, errors.ErrUnsupported)
		}
	}
	return err
}
