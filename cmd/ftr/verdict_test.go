package main

import (
	"testing"
	"time"

	"ftr/enrich"
	"ftr/trace"
)

func TestVerdict(t *testing.T) {
	ended := func(stop trace.Stop, ttl, hops int) result {
		r := exampleResult()
		r.Path.Reached = stop == trace.StopReached
		r.Path.Stop, r.Path.StopTTL = stop, ttl
		r.Path.Hops = r.Path.Hops[:hops]
		return r
	}
	elsewhere := ended(trace.StopReached, 9, 9)
	elsewhere.Path.Hops[8].Addr = addr("142.251.46.175")
	cut := ended(trace.StopReached, 9, 9)
	cut.Path.Stop = trace.StopDeadline
	stopped := ended(trace.StopReached, 9, 9)
	stopped.Path.Stop = trace.StopInterrupted
	lone := ended(trace.StopReached, 9, 9)
	lone.Path.Sent = 1
	short := ended(trace.StopSilent, 0, 5)
	short.Path.MaxTTL = 6
	long := ended(trace.StopDeadline, 0, 2)
	long.Path.Duration = 30 * time.Second
	last := ended(trace.StopMaxHops, 0, 7)
	last.Path.MaxTTL = maxTTL
	for _, tc := range []struct {
		name   string
		result result
		want   string
	}{
		{"silent before the last TTL", short, "NOT REACHED: no reply from beyond hop 5, and no TTL above 6 was probed; try -m 12; 27 probes; 0.06 s"},
		{"out of much time", long, "NOT REACHED: the time was up; the last reply is from hop 2, 100.64.0.1; for more time: -W 1m0s; 27 probes; 0.06 s"},
		{"too far for any trace", last, "NOT REACHED: it is more than 255 hops away; the last reply is from hop 7, 80.249.208.1; 27 probes; 0.06 s"},
		{"reached", lone, "Reached 142.251.46.174 at hop 9 in 25.31 ms; hop 6 did not reply; 1 probe; 0.06 s"},
		{"reached, answered from elsewhere", elsewhere, "Reached 142.251.46.174 at hop 9 in 25.31 ms (it answers as 142.251.46.175); hop 6 did not reply; 27 probes; 0.06 s"},
		{"reached, out of time", cut, "Reached 142.251.46.174 at hop 9 in 25.31 ms; hop 6 did not reply; the time was up before all was answered; 27 probes; 0.06 s"},
		{"reached, interrupted", stopped, "Reached 142.251.46.174 at hop 9 in 25.31 ms; hop 6 did not reply; interrupted before all was answered; 27 probes; 0.06 s"},
		{"unreachable", unreachableResult(), "NOT REACHED: hop 8, 108.170.252.33 (AS64520 DESTNET), says !X: administratively prohibited; 27 probes; 0.06 s"},
		{"silent", ended(trace.StopSilent, 0, 5), "NOT REACHED: 142.251.46.174 does not reply; the last reply is from hop 5, 154.54.10.1 (AS64510 TRANSIT-64510 Example); 27 probes; 0.06 s"},
		{"silent by ICMP alone", answeringResult(), "NOT REACHED: 142.251.46.174 does not reply to ICMP; it answers TCP 443: try -T; the last reply is from hop 8, 108.170.252.33 (AS64520 DESTNET); 27 probes; 0.06 s"},
		{"all silent", ended(trace.StopSilent, 0, 0), "NOT REACHED: 142.251.46.174 does not reply; no hop replied; 27 probes; 0.06 s"},
		{"too far", ended(trace.StopMaxHops, 0, 7), "NOT REACHED: it is more than 30 hops away; the last reply is from hop 7, 80.249.208.1; try -m 60; 27 probes; 0.06 s"},
		{"a loop", ended(trace.StopLoop, 3, 7), "NOT REACHED: packets go round in a loop that begins at hop 3, 81.2.64.1 (AS64500 ISPNET Example ISP); 27 probes; 0.06 s"},
		{"out of time", ended(trace.StopDeadline, 0, 2), "NOT REACHED: the time was up; the last reply is from hop 2, 100.64.0.1; for more time: -W 10s; 27 probes; 0.06 s"},
		{"broken off", ended(trace.StopError, 0, 2), "NOT REACHED: the trace broke off; the last reply is from hop 2, 100.64.0.1; 27 probes; 0.06 s"},
		{"interrupted", ended(trace.StopInterrupted, 0, 2), "INTERRUPTED: the last reply is from hop 2, 100.64.0.1; 27 probes; 0.06 s"},
	} {
		if got := verdictLine(tc.result, newPalette(false)); got != tc.want {
			t.Errorf("%s:\ngot  %s\nwant %s", tc.name, got, tc.want)
		}
	}
}

func TestSilentHopsAreNamed(t *testing.T) {
	for _, tc := range []struct {
		answered string // a dot for each hop that did not
		want     string
	}{
		{"xxx", ""},
		{"x.x", "hop 2 did not reply"},
		{"x..x", "hops 2-3 did not reply"},
		{"x.x..x.x", "hops 2, 4-5 and 7 did not reply"},
	} {
		var hops []trace.Hop
		for i, c := range tc.answered {
			h := trace.Hop{TTL: i + 1}
			if c == 'x' {
				h.Addr = addr("192.0.2.1")
			}
			hops = append(hops, h)
		}
		if got := silentText(hops); got != tc.want {
			t.Errorf("%s: got %q, want %q", tc.answered, got, tc.want)
		}
	}
}

func TestISPIsTold(t *testing.T) {
	public := addr("81.2.69.160")
	for want, who := range map[string]enrich.ISP{
		"": {},
		"81.2.69.160 (cust.isp.example), AS64500 ISPNET Example ISP, GB": {PublicAddr: public, Name: "cust.isp.example", Origin: isp, Source: enrich.FromSTUN},
		"81.2.69.160, AS64500": {PublicAddr: public, Origin: enrich.Origin{ASN: 64500}, Source: enrich.FromSTUN},
		"81.2.69.160":          {PublicAddr: public, Source: enrich.FromSTUN},
		"AS64500 ISPNET Example ISP, GB (inferred from the path)":              {Origin: isp, Source: enrich.FromPath},
		"81.2.69.160, AS64500 ISPNET Example ISP, GB (as told by --public-ip)": {PublicAddr: public, Origin: isp, Source: enrich.FromFlag},
	} {
		if got := ispText(who); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}
