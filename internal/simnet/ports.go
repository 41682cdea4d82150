package simnet

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ftr/socket"
)

// A Port is one of the destination's that has manners of its own.
type Port struct {
	Proto  socket.Protocol // UDP or TCP
	Number uint16
	Manner Manner
}

// dnsPort is where a name server listens (RFC 1035, section 4.2.1). Unlike the
// service behind any other UDP port that is open, it answers nothing but what it
// understands.
const dnsPort = 53

// Manner returns what the destination does about probes of a protocol to one of
// its ports. Zero is the port that probes go to where no one asks for another;
// ICMP has no ports.
func (d *Dest) Manner(p socket.Protocol, port uint16) Manner {
	for _, o := range d.Ports {
		if o.Proto == p && o.Number == cmp.Or(port, defaultPort(p)) {
			return o.Manner
		}
	}
	switch p {
	case socket.ICMP:
		return cmp.Or(d.ICMP, Echo)
	case socket.UDP:
		return cmp.Or(d.UDP, Closed)
	case socket.TCP:
		return cmp.Or(d.TCP, Open)
	}
	return Silent
}

// defaultPort returns the destination port of probes for which none was chosen.
func defaultPort(p socket.Protocol) uint16 {
	switch p {
	case socket.UDP:
		return socket.DefaultPort
	case socket.TCP:
		return socket.DefaultTCPPort
	}
	return 0
}

// setManners applies [MANNER][,PORT:MANNER…], where the manner without a port is
// that of all ports that are not named.
func (d *Dest) setManners(p socket.Protocol, all *Manner, value string) error {
	for i, part := range strings.Split(value, ",") {
		port, manner, named := strings.Cut(part, ":")
		if !named && i > 0 {
			return errors.New("only the first manner is that of all ports")
		}
		if !named {
			manner = port
		}
		m, err := parseManner(manner, Open, Closed, Silent)
		if err != nil {
			return err
		}
		if !named {
			*all = m
			continue
		}
		n, err := parseInt(port, 1, 65535)
		if err != nil {
			return err
		}
		d.Ports = append(d.Ports, Port{p, uint16(n), m})
	}
	slices.SortStableFunc(d.Ports, func(a, b Port) int { return cmp.Compare(a.Proto, b.Proto) })
	return nil
}

// formatManners returns what setManners applies, or nothing.
func (d *Dest) formatManners(p socket.Protocol, all Manner) string {
	var parts []string
	if all != "" {
		parts = append(parts, string(all))
	}
	for _, o := range d.Ports {
		if o.Proto == p {
			parts = append(parts, strconv.Itoa(int(o.Number))+":"+string(o.Manner))
		}
	}
	return strings.Join(parts, ",")
}

// checkPorts returns an error if a port is named twice.
func (d *Dest) checkPorts() error {
	seen := make(map[Port]bool)
	for _, o := range d.Ports {
		key := Port{Proto: o.Proto, Number: o.Number}
		if seen[key] {
			return fmt.Errorf("%s port %d has two manners", o.Proto, o.Number)
		}
		seen[key] = true
	}
	return nil
}
