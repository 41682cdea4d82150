package main

import (
	"fmt"
	"net/netip"
	"strings"
	"time"

	"ftr/enrich"
	"ftr/trace"
)

// A row is one line of the table as text, a field for each column; under holds
// lines of their own below it.
type row struct {
	number, recv, loss, mark          string
	rtt, min, avg, max, stddev        string
	address, segment, as, owner, name string
	under                             []string

	part   enrich.Segment // for the colour
	silent bool           // nobody answered
	reason string         // why it is silent
}

// tableRows returns the rows of the table: one per hop, per further address of a
// hop, and per run of silent hops.
func tableRows(r result) []row {
	var rows []row
	hops := r.Path.Hops
	for i := 0; i < len(hops); {
		if n := silentRun(hops[i:]); n > 0 {
			rows = append(rows, silentRow(hops[i:i+n]))
			i += n
			continue
		}
		rows = append(rows, hopRows(r, hops[i], r.segment(i))...)
		i++
	}
	nameOwners(rows)
	return rows
}

// silentRun returns the number of hops from the first on that one row shows:
// none of them answered.
func silentRun(hops []trace.Hop) int {
	n := 0
	for n < len(hops) && !hops[n].Addr.IsValid() && unsent(hops[n]) == unsent(hops[0]) {
		n++
	}
	return n
}

// unsent reports whether all probes of a hop failed on this machine.
func unsent(h trace.Hop) bool { return len(h.Probes) > 0 && h.Sent() == 0 }

// silentRow returns the row of a run of silent hops.
func silentRow(hops []trace.Hop) row {
	first, last := hops[0], hops[len(hops)-1]
	sent := 0
	for _, h := range hops {
		sent += h.Sent()
	}
	reason := "(no reply)"
	if unsent(first) {
		reason = "(not sent)"
	}
	return row{
		number: span(first.TTL, last.TTL), recv: fmt.Sprintf("0/%d", sent),
		rtt: "*", min: "*", reason: reason, silent: true,
	}
}

// span writes one number or a range.
func span(first, last int) string {
	if first == last {
		return fmt.Sprint(first)
	}
	return fmt.Sprintf("%d-%d", first, last)
}

// hopRows returns a row for each address that answered at a hop, the one that
// answered first at the top.
func hopRows(r result, h trace.Hop, part enrich.Segment) []row {
	rows := []row{addressRow(r, h, h.Addr, part)}
	rows[0].number, rows[0].mark, rows[0].loss = fmt.Sprint(h.TTL), h.Mark, lossText(r.Config, h)
	for _, addr := range h.Responders() {
		if addr != h.Addr {
			rows = append(rows, addressRow(r, h, addr, part))
		}
	}
	last := &rows[len(rows)-1]
	last.under = append(last.under, linkText(h)...)
	return rows
}

// addressRow returns the row of one address at a hop.
func addressRow(r result, h trace.Hop, addr netip.Addr, part enrich.Segment) row {
	info := r.info(addr)
	own := only(h, addr)
	return row{
		recv:    fmt.Sprintf("%d/%d", own.Received(), h.Sent()),
		rtt:     rttText(own, own.Min()),
		min:     rttText(own, own.Min()),
		avg:     rttText(own, own.Avg()),
		max:     rttText(own, own.Max()),
		stddev:  deviationText(own),
		address: addr.String(),
		segment: string(part), part: part,
		as:    asText(info),
		owner: ownerText(info),
		name:  nameText(info),
		under: extensionText(own),
	}
}

// only returns the hop with the probes that one address answered.
func only(h trace.Hop, addr netip.Addr) trace.Hop {
	var own []trace.Probe
	for _, p := range h.Probes {
		if p.Answered() && p.Reply.From == addr {
			own = append(own, p)
		}
	}
	h.Probes = own
	return h
}

// rttText writes a round-trip time in milliseconds.
func rttText(h trace.Hop, rtt time.Duration) string {
	switch {
	case h.Received() == 0:
		return "" // told by a reply to a probe of another hop
	case rtt == 0:
		return "?" // the system could not tell it
	}
	return milliText(rtt)
}

// deviationText writes how much the round-trip times differ, where there are
// several.
func deviationText(h trace.Hop) string {
	if len(h.RTTs()) < 2 {
		return ""
	}
	return milliText(h.StdDev())
}

// lossText writes how many probes were lost, where that says something: a row is
// of one address, and others may have answered the rest.
func lossText(c config, h trace.Hop) string {
	percent := lossPercent(c, h)
	if percent == nil || len(h.Responders()) > 1 {
		return ""
	}
	return fmt.Sprintf("%.0f%%", *percent)
}

func milliText(d time.Duration) string {
	return fmt.Sprintf("%.2f", float64(d)/float64(time.Millisecond))
}

// asText writes whose an address is: the AS, or why there is none.
func asText(info enrich.Info) string {
	switch more := len(info.Origins) - 1; {
	case more > 0:
		return fmt.Sprintf("AS%d+%d", info.ASN(), more)
	case more == 0:
		return fmt.Sprintf("AS%d", info.ASN())
	case info.OriginStatus == enrich.None:
		return "unannounced"
	case info.OriginStatus == enrich.Failed:
		return "(lookup failed)"
	case info.Kind == enrich.Public:
		return ""
	}
	return kindText(info.Kind)
}

// kindText writes a kind of address for people.
func kindText(k enrich.Kind) string {
	if k == enrich.CGNAT {
		return "CGNAT"
	}
	return strings.ReplaceAll(string(k), "_", "-")
}

func ownerText(info enrich.Info) string {
	if len(info.Origins) == 0 {
		return ""
	}
	return enrich.Clean(info.Origins[0].Name)
}

func nameText(info enrich.Info) string {
	switch info.NameStatus {
	case enrich.Found:
		return enrich.Clean(info.Name)
	case enrich.Failed:
		return "(lookup failed)"
	}
	return "-"
}

// nameOwners leaves the owner only where the AS differs from the last one above.
func nameOwners(rows []row) {
	last := ""
	for i := range rows {
		if rows[i].owner == "" {
			continue
		}
		as, _, _ := strings.Cut(rows[i].as, "+")
		if as == last {
			rows[i].owner = ""
		}
		last = as
	}
}
