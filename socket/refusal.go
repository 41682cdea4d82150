package socket

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
)

// refusal returns the error of opening by a way, and what would lift it.
func (q quirks) refusal(w way, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("opening a %s: %w", w, q.hint(w, unsupported(err)))
}

// hint adds to a refusal what would lift it.
func (q quirks) hint(w way, err error) error {
	switch {
	case !errors.Is(err, fs.ErrPermission):
		return err
	case w.mode == Raw:
		return fmt.Errorf("%w (%s)", err, q.needs)
	case w.protocol == ICMP && !q.pings:
		return fmt.Errorf("%w (the group is not in sysctl net.ipv4.ping_group_range)", err)
	}
	return err
}

// unsupported makes the errors by which systems say that they lack a protocol or an
// option match errors.ErrUnsupported, which syscall.Errno does not do for them.
func unsupported(err error) error {
	for _, lacking := range []error{
		syscall.EPROTONOSUPPORT, syscall.EAFNOSUPPORT, syscall.ESOCKTNOSUPPORT, syscall.ENOPROTOOPT,
	} {
		if errors.Is(err, lacking) {
			return fmt.Errorf("%w (%w)", err, errors.ErrUnsupported)
		}
	}
	return err
}
