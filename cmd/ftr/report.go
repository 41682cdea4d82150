package main

import (
	"cmp"
	"fmt"
	"strings"

	"ftr/socket"
)

// renderReport writes the whole output for people: a heading, the table, and
// the verdict with what belongs to it.
func renderReport(r result, width int, p palette) string {
	var b strings.Builder
	b.WriteString(heading(r) + "\n\n")
	if rows := tableRows(r); len(rows) > 0 {
		b.WriteString(renderTable(rows, fitColumns(rows, r.Config, width), p) + "\n")
	}
	b.WriteString(verdictLine(r, p) + "\n")
	for _, line := range footer(r) {
		b.WriteString(line + "\n")
	}
	return b.String()
}

// heading returns the first line of the output.
func heading(r result) string {
	to := r.Target.String()
	if r.Hostname != "" {
		to = fmt.Sprintf("%s (%s)", printable(r.Hostname), to)
	}
	if r.Source.IsValid() {
		to += " from " + r.Source.String()
	}
	line := fmt.Sprintf("ftr to %s: %s, %d hops max", to, strings.Join(packetWords(r), ", "), r.Config.MaxTTL)
	if r.Simulated {
		line += ", simulated network"
	}
	return line
}

// packetWords describes the probes as far as they are not the usual ones.
func packetWords(r result) []string {
	words := []string{methodText(r)}
	if r.Config.Size != 0 {
		words = append(words, fmt.Sprintf("%d bytes", r.Config.Size))
	}
	if r.Config.TOS != 0 {
		words = append(words, fmt.Sprintf("TOS 0x%02x", r.Config.TOS))
	}
	return words
}

// methodText names what probes are made of, and how they are sent if that
// limits what is seen.
func methodText(r result) string {
	text := protocolText(r.Info.Protocol, r.port())
	switch {
	case r.Info.Mode != socket.Datagram:
		return text
	case r.Info.Protocol == socket.ICMP:
		by, _ := r.System.Way(socket.ICMP, socket.Datagram)
		return fmt.Sprintf("%s (%s)", text, cmp.Or(by.By, "unprivileged"))
	}
	return text + " (unprivileged)"
}

// footer returns the lines below the verdict.
func footer(r result) []string {
	var lines []string
	if path := asPathText(r.ASPath); path != "" {
		lines = append(lines, labelled("AS path", path))
	}
	if mtu := mtuText(r); mtu != "" {
		lines = append(lines, labelled("MTU", mtu))
	}
	if you := ispText(r.Report.ISP); you != "" {
		lines = append(lines, labelled("You", you))
	}
	for _, note := range notes(r) {
		lines = append(lines, labelled("Note", note))
	}
	return lines
}

func labelled(label, text string) string { return fmt.Sprintf("%-7s  %s", label, text) }
