package simnet

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"ftr/socket"
)

// errUnknownOption says that an option is not one of those of the line.
var errUnknownOption = errors.New("unknown option")

// eachOption calls set with the name and the value of each option, the value
// being empty where the option has none.
func eachOption(options []string, set func(name, value string) error) error {
	for _, o := range options {
		name, value, _ := strings.Cut(o, "=")
		if err := set(name, value); err != nil {
			return fmt.Errorf("option %q: %w", o, err)
		}
	}
	return nil
}

// assign stores a parsed value where it is one.
func assign[T any](to *T, parse func(string) (T, error), value string) error {
	v, err := parse(value)
	if err == nil {
		*to = v
	}
	return err
}

// set applies an option of a hop or destination.
func (m *Manners) set(name, value string) (err error) {
	switch name {
	case "rtt":
		return assign(&m.RTT, parseDuration, value)
	case "jitter":
		return assign(&m.Jitter, parseDuration, value)
	case "loss":
		return assign(&m.Loss, parseProbability, value)
	case "dup":
		m.Dup, err = parseInt(value, 0, 100)
	case "limit":
		return assign(&m.Limit, parseLimit, value)
	case "unreachable":
		m.Unreachable = Mark(value)
	case "quote":
		m.Quote, err = parseInt(value, 8, 1280)
	case "mpls":
		return assign(&m.MPLS, parseLabels, value)
	case "iface":
		return assign(&m.Interfaces, parseInterfaces, value)
	case "ext":
		return assign(&m.Ext, parseExt, value)
	case "back":
		m.Back, err = parseInt(value, -255, 255)
	case "ttl":
		m.ReplyTTL, err = parseInt(value, 1, 255)
	default:
		return errUnknownOption
	}
	return err
}

// set applies an option of a hop.
func (h *Hop) set(name, value string) error {
	switch name {
	case "balance":
		if value != "flow" && value != string(PerPacket) {
			return errors.New("balance is flow or packet")
		}
		h.Balance = PerFlow
		if value == string(PerPacket) {
			h.Balance = PerPacket
		}
	case "zerottl":
		h.ZeroTTL = true
	default:
		for _, set := range []func(name, value string) error{h.Passage.set, h.Firewall.set, h.Link.set} {
			if err := set(name, value); !errors.Is(err, errUnknownOption) {
				return err
			}
		}
		return h.Manners.set(name, value)
	}
	return nil
}

// set applies an option of the destination.
func (d *Dest) set(name, value string) (err error) {
	switch name {
	case "icmp":
		d.ICMP, err = parseManner(value, Echo, Silent)
	case "udp":
		return d.setManners(socket.UDP, &d.UDP, value)
	case "tcp":
		return d.setManners(socket.TCP, &d.TCP, value)
	case "from":
		return assign(&d.From, parseAddr, value)
	case "drop":
		d.Drop, err = parseInt(value, 0, 1_000_000)
	default:
		return d.Manners.set(name, value)
	}
	return err
}

func parseManner(s string, allowed ...Manner) (Manner, error) {
	if !slices.Contains(allowed, Manner(s)) {
		return "", fmt.Errorf("%q is not one of %q", s, allowed)
	}
	return Manner(s), nil
}

// set applies an option of the name server.
func (d *DNS) set(name, value string) error {
	switch name {
	case "rtt":
		return assign(&d.RTT, parseDuration, value)
	case "loss":
		return assign(&d.Loss, parseProbability, value)
	case "dead":
		d.Dead = true
		return nil
	}
	return errUnknownOption
}

// set applies an option of the STUN servers.
func (s *STUN) set(name, value string) error {
	switch name {
	case "rtt":
		return assign(&s.RTT, parseDuration, value)
	case "public":
		return assign(&s.Public, parseAddr, value)
	case "dead":
		s.Dead = true
		return nil
	}
	return errUnknownOption
}
