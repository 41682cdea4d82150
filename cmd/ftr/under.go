package main

import (
	"fmt"
	"strings"

	"ftr/enrich"
	"ftr/socket"
	"ftr/trace"
)

// extensionText returns the lines under a hop that tell what the extensions of
// its replies hold.
func extensionText(h trace.Hop) []string {
	var lines []string
	for _, line := range []string{labelText(labels(h)), interfaceText(interfaces(h))} {
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// linkText returns the line under a hop behind which a narrower link lies.
func linkText(h trace.Hop) []string {
	if h.MTU == 0 {
		return nil
	}
	return []string{fmt.Sprintf("MTU %d behind", h.MTU)}
}

// labels returns the MPLS labels of the first reply that has any.
func labels(h trace.Hop) []socket.Label {
	for _, p := range h.Probes {
		if len(p.Reply.MPLS) > 0 {
			return p.Reply.MPLS
		}
	}
	return nil
}

// labelText writes a label stack, outermost first.
func labelText(stack []socket.Label) string {
	if len(stack) == 0 {
		return ""
	}
	words := make([]string, len(stack))
	for i, l := range stack {
		words[i] = fmt.Sprintf("%d (exp %d, ttl %d)", l.Label, l.Exp, l.TTL)
	}
	return "MPLS " + strings.Join(words, ", ")
}

// interfaces returns the interfaces that the first reply names which names any.
func interfaces(h trace.Hop) []socket.Interface {
	for _, p := range h.Probes {
		if len(p.Reply.Interfaces) > 0 {
			return p.Reply.Interfaces
		}
	}
	return nil
}

// interfaceText writes interfaces in the order in which the router names them.
func interfaceText(all []socket.Interface) string {
	var words []string
	for _, in := range all {
		if known := interfaceWords(in); len(known) > 0 {
			words = append(words, roleText[in.Role]+" "+strings.Join(known, ", "))
		}
	}
	return strings.Join(words, "; ")
}

// roleText says what an interface had to do with the probe.
var roleText = map[socket.InterfaceRole]string{
	socket.Incoming:    "in",
	socket.IncomingSub: "in below",
	socket.Outgoing:    "out",
	socket.NextHop:     "next hop",
}

// interfaceWords writes what is known of an interface. The name is the router's,
// and may hold anything.
func interfaceWords(in socket.Interface) []string {
	var words []string
	if in.Name != "" {
		words = append(words, enrich.Clean(in.Name))
	}
	if in.Addr.IsValid() {
		words = append(words, in.Addr.String())
	}
	if in.Index != 0 {
		words = append(words, fmt.Sprintf("index %d", in.Index))
	}
	if in.MTU != 0 {
		words = append(words, fmt.Sprintf("MTU %d", in.MTU))
	}
	return words
}
