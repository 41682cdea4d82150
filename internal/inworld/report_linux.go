package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"

	"ftr/internal/lab"
)

// A report is what the JSON holds. Unknown is null.
type report struct {
	Status       int         `json:"status"`
	WallMS       float64     `json:"wall_ms"`
	CPUMS        float64     `json:"cpu_ms"`
	ProbesSent   int         `json:"probes_sent"`
	ProbesPerTTL map[int]int `json:"probes_per_ttl"`
	Probes       []probe     `json:"probes"`
	Questions    []question  `json:"dns_questions"`
	STUNRequests int         `json:"stun_requests"`
	OtherPackets int         `json:"other_packets"`
}

type probe struct {
	AtMS      float64  `json:"at_ms"` // since the first probe
	TTL       int      `json:"ttl"`
	Protocol  string   `json:"protocol"`
	Dst       string   `json:"dst"`
	Intact    bool     `json:"intact"`
	From      *string  `json:"from"`
	NetworkMS *float64 `json:"network_ms"`
}

type question struct {
	Name string `json:"name"`
	Type string `json:"type"`
	TCP  bool   `json:"tcp"`
}

func newReport(r lab.Result, s lab.Seen) report {
	out := report{
		Status:       r.Status,
		WallMS:       ms(r.Wall),
		CPUMS:        ms(r.CPU),
		ProbesSent:   len(s.Probes),
		ProbesPerTTL: s.PerTTL(),
		Probes:       []probe{},
		Questions:    []question{},
		STUNRequests: s.STUN,
		OtherPackets: s.Others,
	}
	for _, p := range s.Probes {
		out.Probes = append(out.Probes, newProbe(p, s.Probes[0].Arrival))
	}
	for _, q := range s.Questions {
		out.Questions = append(out.Questions, question{q.Name, dns.Type(q.Type).String(), q.TCP})
	}
	return out
}

func newProbe(p lab.Probe, start time.Time) probe {
	out := probe{
		AtMS: ms(p.Arrival.Sub(start)), TTL: p.TTL, Protocol: p.Proto.String(),
		Dst: p.Dst.String(), Intact: p.Intact,
	}
	if rtt, ok := p.RTT(); ok {
		from, network := p.From.String(), ms(rtt)
		out.From, out.NetworkMS = &from, &network
	}
	return out
}

// ms returns d in milliseconds, to the microsecond.
func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// writers are the formats of -report.
var writers = map[string]func(io.Writer, report) error{
	"none": func(io.Writer, report) error { return nil },
	"json": func(w io.Writer, r report) error { return json.NewEncoder(w).Encode(r) },
	"text": writeText,
}

func writeText(w io.Writer, r report) error {
	var b strings.Builder
	fmt.Fprintf(&b, "\nstatus %d after %.2f ms (%.2f ms of processor)\n", r.Status, r.WallMS, r.CPUMS)
	fmt.Fprintf(&b, "%d probes, %d STUN requests, %d other packets\n", r.ProbesSent, r.STUNRequests, r.OtherPackets)
	for _, ttl := range slices.Sorted(maps.Keys(r.ProbesPerTTL)) {
		fmt.Fprintf(&b, "  TTL %-3d %d probes%s\n", ttl, r.ProbesPerTTL[ttl], answersAt(r, ttl))
	}
	fmt.Fprintf(&b, "%d DNS questions\n", len(r.Questions))
	for _, q := range r.Questions {
		tcp := ""
		if q.TCP {
			tcp = " over TCP"
		}
		fmt.Fprintf(&b, "  %s %s%s\n", q.Type, q.Name, tcp)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// answersAt lists who answered at a TTL and how long the network took.
func answersAt(r report, ttl int) string {
	var b strings.Builder
	for _, p := range r.Probes {
		if p.TTL == ttl && p.From != nil {
			fmt.Fprintf(&b, ", %s in %.3f ms", *p.From, *p.NetworkMS)
		}
	}
	return b.String()
}
