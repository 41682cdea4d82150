package main

import (
	"errors"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"

	"ftr/enrich"
	"ftr/socket"
	"ftr/trace"
)

func TestRenderReport(t *testing.T) {
	for _, tc := range []struct {
		golden string
		width  int
		result result
	}{
		{"example-100", 100, exampleResult()},
		{"example-80", 80, exampleResult()},
		{"example-120", 120, exampleResult()},
		{"example-piped", 0, exampleResult()},
		{"queries-100", 100, queriesResult()},
		{"queries-120", 120, queriesResult()},
		{"queries-80", 80, queriesResult()},
		{"queries-piped", 0, queriesResult()},
		{"odd-100", 100, oddResult()},
		{"answering-80", 80, answeringResult()},
		{"unreachable-80", 80, unreachableResult()},
		{"ipv6-100", 100, ipv6Result()},
		{"ipv6-80", 80, ipv6Result()},
		{"bare-80", 80, bareResult()},
		{"unprivileged-80", 80, unprivilegedResult()},
		{"failed-80", 80, failedResult()},
		{"silent-80", 80, silentResult()},
		{"hostile-100", 100, hostileResult()},
	} {
		t.Run(tc.golden, func(t *testing.T) {
			got := renderReport(tc.result, tc.width, newPalette(false))
			golden(t, filepath.Join("testdata", "report", tc.golden+".txt"), got)
			checkWidth(t, got, tc.width)
		})
	}
}

// checkWidth checks that the table, which ends at the second empty line, fits.
func checkWidth(t *testing.T, report string, width int) {
	t.Helper()
	for line := range strings.Lines(strings.Split(report, "\n\n")[1]) {
		line = strings.TrimSuffix(line, "\n")
		if w := display.StringWidth(line); width > 0 && w > width {
			t.Errorf("%d columns are too wide for %d: %q", w, width, line)
		}
		if strings.TrimRight(line, " ") != line {
			t.Errorf("blanks at the end of %q", line)
		}
	}
}

func queriesResult() result {
	r := exampleResult()
	r.Config.Queries, r.Path.Queries = 3, 3
	for i, h := range r.Path.Hops {
		if h.Addr.IsValid() {
			r.ask(i, h.Addr, 1000*(i+1), 30000)
		} else {
			r.ask(i, h.Addr, 0, 0)
		}
	}
	r.Path.Hops[3].Probes = r.Path.Hops[3].Probes[:1]
	r.ask(3, addr("81.2.64.9"), 0, 0)
	r.Path.Hops[3].Notes = []trace.Note{trace.NoteRateLimited}
	other := found("154.54.10.5", "be3403.ccr32.sjc04.atlas.transit.example", transit)
	r.Report.Infos[other.Addr] = other
	r.Path.Hops[4].Probes[1].Reply.From = other.Addr
	r.Path.Hops[4].Notes = []trace.Note{trace.NotePerPacket}
	r.Path.Hops[4].Probes[0].Reply.MPLS = []socket.Label{{Label: 24001, TTL: 1}, {Label: 16004, Exp: 3, Bottom: true, TTL: 1}}
	r.Path.Sent = 81
	return r
}

func unreachableResult() result {
	r := exampleResult()
	r.Path.Hops, r.Segments = r.Path.Hops[:8], r.Segments[:8]
	r.Path.Reached, r.Path.Stop, r.Path.StopTTL = false, trace.StopUnreachable, 8
	h := &r.Path.Hops[7]
	h.Mark = "!X"
	h.Probes[0].Reply.Kind, h.Probes[0].Reply.ICMPType, h.Probes[0].Reply.ICMPCode = socket.Unreachable, 3, 13
	r.Path.Hops[4].Mark = "!H"
	r.Path.Hops[0].Notes = []trace.Note{trace.NoteDuplicates}
	r.Path.Hops[1].Notes = []trace.Note{trace.NoteDuplicates}
	return r
}

func ipv6Result() result {
	r := exampleResult()
	r.Config.IPv6 = true
	r.Host, r.Hostname, r.Target = "2001:4860:4860::8888", "", addr("2001:4860:4860::8888")
	r.Source = addr("2a00:1450:4001:831:5054:ff:fe12:3456")
	r.Path.Hops, r.Segments, r.Path.Target = nil, nil, r.Target
	dest6 := dest
	dest6.Prefix = netip.MustParsePrefix("2001:4860::/32")
	r.addHop(410, enrich.LAN, enrich.Info{Addr: addr("fe80::1%eth0"), Kind: enrich.LinkLocal, NameStatus: enrich.Skipped})
	r.addHop(8200, enrich.ISPSegment, found("2a02:1234:5678:9abc:def0:1234:5678:9abc", "ae1-0.bras1.fra.isp.example", isp))
	r.addHop(12400, enrich.Destination, found("2001:4860:4860::8888", "dns.dest.example", dest6))
	r.Path.StopTTL = 3
	r.Report.ISP = enrich.ISP{Origin: isp, Source: enrich.FromPath}
	r.ASPath = []enrich.Origin{isp, dest6}
	return r
}

func bareResult() result {
	r := exampleResult()
	r.Config.NoEnrich, r.Config.NoRDNS = true, true
	r.Report, r.ASPath = enrich.Report{}, nil
	return r
}

func unprivilegedResult() result {
	r := exampleResult()
	r.Info = socket.Info{Protocol: socket.UDP, Mode: socket.Datagram, Refused: []error{errors.New("opening a raw ICMP socket: operation not permitted")}}
	return r
}

// failedResult is what is left where no name server answers.
func failedResult() result {
	r := exampleResult()
	r.Info.Mode = socket.Datagram
	for a, info := range r.Report.Infos {
		failed := enrich.Info{Addr: a, Kind: info.Kind, NameStatus: enrich.Failed}
		if info.Kind == enrich.Public {
			failed.OriginStatus = enrich.Failed
		}
		r.Report.Infos[a] = failed
	}
	r.Report.ISP, r.ASPath, r.Segments = enrich.ISP{}, nil, nil
	return r
}

func silentResult() result {
	r := exampleResult()
	r.Path.Hops = append(r.Path.Hops[:5:5], trace.Hop{TTL: 6, Probes: make([]trace.Probe, 2)}, trace.Hop{TTL: 7, Probes: make([]trace.Probe, 2)}, r.Path.Hops[7])
	r.Segments = append(r.Segments[:6:6], enrich.SegmentUnknown, enrich.Destination)
	r.Path.Reached, r.Path.Stop, r.Path.StopTTL = false, trace.StopSilent, 0
	return r
}

func hostileResult() result {
	r := exampleResult()
	evil := found("81.2.64.1", "\x1b[31mevil\x07\u202e.example\xff", enrich.Origin{ASN: 64500, Name: "EVIL \x1b]0;title\x07\u009b31m"})
	r.Report.Infos[evil.Addr] = evil
	r.Report.ISP.Name = "a\x1b[2Jb"
	r.ASPath[0].Name = "A\nB"
	return r
}

func TestColourCarriesNothingAlone(t *testing.T) {
	r := unreachableResult()
	coloured := renderReport(r, 100, newPalette(true))
	if !strings.Contains(coloured, "\x1b[2m192.168.1.1") || !strings.Contains(coloured, "\x1b[36m81.2.64.1") ||
		!strings.Contains(coloured, "\x1b[35m154.54.10.1") || !strings.Contains(coloured, "\x1b[32m108.170.252.33") ||
		!strings.Contains(coloured, "\x1b[31;1mNOT REACHED:") || !strings.Contains(coloured, "\x1b[31;1m!X") {
		t.Errorf("colours are missing in %q", coloured)
	}
	if got, want := stripColour(coloured), renderReport(r, 100, newPalette(false)); got != want {
		t.Errorf("without its colours the report differs: got\n%s\nwant\n%s", got, want)
	}
}

// stripColour takes the escape sequences that select a rendition out of s.
func stripColour(s string) string {
	var b strings.Builder
	for {
		head, rest, ok := strings.Cut(s, "\x1b[")
		b.WriteString(head)
		if !ok {
			return b.String()
		}
		_, s, _ = strings.Cut(rest, "m")
	}
}

func TestColorModeDecides(t *testing.T) {
	for _, tc := range []struct {
		mode     colorMode
		terminal bool
		env      map[string]string
		want     bool
	}{
		{"", true, nil, true},
		{colorAuto, true, nil, true},
		{colorAuto, false, nil, false},
		{colorAuto, true, map[string]string{"NO_COLOR": "1"}, false},
		{colorAuto, true, map[string]string{"TERM": "dumb"}, false},
		{colorAlways, false, map[string]string{"NO_COLOR": "1"}, true},
		{colorNever, true, nil, false},
	} {
		if got := tc.mode.on(tc.terminal, func(k string) string { return tc.env[k] }); got != tc.want {
			t.Errorf("%q, terminal %v, %v: got %v, want %v", tc.mode, tc.terminal, tc.env, got, tc.want)
		}
	}
}
