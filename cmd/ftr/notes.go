package main

import (
	"fmt"
	"slices"

	"ftr/socket"
	"ftr/trace"
)

// notes returns what a reader of the table must know to read it right: what its
// marks mean, what is odd about its hops, and what is missing without privilege.
func notes(r result) []string {
	lines := append(markNotes(r), oddities(r)...)
	for _, line := range []string{alternativeText(r), flowNote(r), privilegeNote(r)} {
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// markNotes explains the marks that the verdict does not.
func markNotes(r result) []string {
	var lines, seen []string
	for _, h := range r.Path.Hops {
		explained := r.Path.Stop == trace.StopUnreachable && h.TTL == r.Path.StopTTL
		if h.Mark == "" || explained || slices.Contains(seen, h.Mark) {
			continue
		}
		seen = append(seen, h.Mark)
		lines = append(lines, fmt.Sprintf("%s: %s", h.Mark, markMeaning(h.Mark)))
	}
	return lines
}

// noted returns the TTLs of the hops with a note.
func noted(hops []trace.Hop, note trace.Note) []int {
	var ttls []int
	for _, h := range hops {
		if slices.Contains(h.Notes, note) {
			ttls = append(ttls, h.TTL)
		}
	}
	return ttls
}

// hopsText names hops by their TTLs, runs of them as ranges.
func hopsText(ttls []int) string {
	var spans []string
	for i := 0; i < len(ttls); {
		n := 1
		for i+n < len(ttls) && ttls[i+n] == ttls[i]+n {
			n++
		}
		spans = append(spans, span(ttls[i], ttls[i+n-1]))
		i += n
	}
	if len(ttls) == 1 {
		return "hop " + spans[0]
	}
	return "hops " + listText(spans)
}

// flowNote says that the path may be a mix of several.
func flowNote(r result) string {
	if !r.Info.FlowVaries {
		return ""
	}
	return "each probe is a flow of its own here, so the hops may lie on several paths"
}

// privilegeNote says what it means that a better way was not permitted, and how
// to permit it.
func privilegeNote(r result) string {
	if r.Info.Protocol != socket.UDP || r.Config.protocol() != socket.AnyProtocol || len(r.Info.Refused) == 0 {
		return ""
	}
	return "without root ftr probes by UDP, which more hosts and firewalls drop; for ICMP: " + grant(r.System, r.Executable)
}
