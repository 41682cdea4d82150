package main

import (
	"fmt"

	"ftr/socket"
	"ftr/trace"
)

// alternativeText says by which other methods the destination answers; empty: by
// none.
func alternativeText(r result) string {
	if len(r.Alternatives) == 0 {
		return ""
	}
	words := make([]string, len(r.Alternatives))
	for i, a := range r.Alternatives {
		words[i] = answerText(r, a)
	}
	return fmt.Sprintf("%v answers %s", r.Target, listText(words))
}

// answerText describes an answer by another method.
func answerText(r result, a trace.Alternative) string {
	text := protocolText(a.Protocol, a.Port)
	switch a.Reply.Kind {
	case socket.Reset:
		text += " (closed port)"
	case socket.SynAck:
		text += " (open port)"
	}
	if a.Reply.From.IsValid() && a.Reply.From.WithZone("") != r.Target.WithZone("") {
		text += fmt.Sprintf(" as %v", a.Reply.From)
	}
	if a.Reply.RTT > 0 {
		text += fmt.Sprintf(" in %s ms", milliText(a.Reply.RTT))
	}
	return text
}

// protocolText names a protocol with its port, if it has one.
func protocolText(p socket.Protocol, port uint16) string {
	if port == 0 {
		return p.String()
	}
	return fmt.Sprintf("%s %d", p, port)
}

// silenceText says that the destination does not reply, and what else to try.
func silenceText(r result) string {
	if len(r.Alternatives) == 0 {
		return fmt.Sprintf("%v does not reply", r.Target)
	}
	a := r.Alternatives[0]
	return fmt.Sprintf("%v does not reply to %s; it answers %s: try %s",
		r.Target, protocolText(r.Info.Protocol, r.port()), protocolText(a.Protocol, a.Port), protocolFlags[a.Protocol])
}

// protocolFlags holds what to type for a protocol.
var protocolFlags = map[socket.Protocol]string{socket.ICMP: "-I", socket.UDP: "-U", socket.TCP: "-T"}

// port returns the destination port of a trace's probes; zero with ICMP.
func (r result) port() uint16 {
	switch {
	case r.Info.Protocol == socket.UDP && r.Config.Port == 0:
		return socket.DefaultPort
	case r.Info.Protocol == socket.TCP && r.Config.Port == 0:
		return socket.DefaultTCPPort
	case r.Info.Protocol == socket.ICMP:
		return 0
	}
	return uint16(r.Config.Port)
}
