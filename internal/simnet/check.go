package simnet

import (
	"errors"
	"fmt"
	"net/netip"
)

// maxHops is the most hops that a world has: a TTL of 255 reaches the
// destination behind them.
const maxHops = 254

// check returns an error where the parts of a World contradict each other.
func (w *World) check() error {
	switch {
	case !w.Source.IsValid():
		return errors.New("there is no source")
	case !w.Dest.Addr.IsValid():
		return errors.New("there is no dest")
	case len(w.Hops) > maxHops:
		return fmt.Errorf("there are more than %d hops", maxHops)
	}
	if l := w.Loop; l != (Loop{}) && (l.First > l.Last || l.Last > len(w.Hops)) {
		return fmt.Errorf("loop %d %d does not lie within the %d hops", l.First, l.Last, len(w.Hops))
	}
	return errors.Join(w.checkFamily(), w.checkMarks(), w.checkLinks(), w.Dest.checkPorts())
}

// checkFamily returns an error if an address of the path is not of the family
// of the source.
func (w *World) checkFamily() error {
	path := []netip.Addr{w.Dest.Addr}
	if w.Dest.From.IsValid() {
		path = append(path, w.Dest.From)
	}
	for _, h := range w.Hops {
		path = append(path, h.Addrs...)
	}
	for _, a := range path {
		if a.Is6() != w.Is6() {
			return fmt.Errorf("%s and the source %s are of different families", a, w.Source)
		}
	}
	return nil
}

// checkMarks returns an error if a mark means nothing in the World's family.
func (w *World) checkMarks() error {
	all := []Mark{w.Dest.Unreachable}
	for _, h := range w.Hops {
		all = append(append(all, h.Unreachable), h.marks()...)
	}
	for _, m := range all {
		if m == "" {
			continue
		}
		if _, err := m.icmpMessage(w.Is6()); err != nil {
			return err
		}
	}
	return nil
}
