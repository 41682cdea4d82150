package main

import (
	"net/netip"
	"time"

	"ftr/enrich"
	"ftr/socket"
	"ftr/trace"
)

var (
	isp     = enrich.Origin{ASN: 64500, Prefix: netip.MustParsePrefix("81.2.64.0/20"), CountryCode: "GB", Registry: "ripencc", Name: "ISPNET Example ISP"}
	transit = enrich.Origin{ASN: 64510, Prefix: netip.MustParsePrefix("154.54.0.0/16"), CountryCode: "US", Registry: "arin", Name: "TRANSIT-64510 Example"}
	dest    = enrich.Origin{ASN: 64520, Prefix: netip.MustParsePrefix("108.170.0.0/16"), CountryCode: "US", Registry: "arin", Name: "DESTNET"}
	second  = enrich.Origin{ASN: 64521, Prefix: netip.MustParsePrefix("108.170.0.0/16"), CountryCode: "US", Registry: "arin", Name: "DESTNET-2"}
)

// Systems that messages are tested with.
var (
	linux   = socket.Systems()[0]
	macOS   = socket.Systems()[1]
	windows = socket.Systems()[3]
)

// exampleResult returns the path that the design shows.
func exampleResult() result {
	r := result{
		Config:   defaultConfig(),
		Host:     "www.dest.example",
		Target:   netip.MustParseAddr("142.251.46.174"),
		Hostname: "www.dest.example",
		Source:   netip.MustParseAddr("192.168.1.50"),
		Info:     socket.Info{Protocol: socket.ICMP, Mode: socket.Raw},
		System:   linux,
		Started:  time.Date(2026, 11, 23, 4, 5, 6, 789e6, time.UTC),
		Duration: 60 * time.Millisecond,
		Path:     trace.Path{FirstTTL: 1, MaxTTL: 30, Queries: 1, Reached: true, Stop: trace.StopReached, StopTTL: 9, Sent: 27},
		Report: enrich.Report{Infos: map[netip.Addr]enrich.Info{}, ISP: enrich.ISP{
			PublicAddr: netip.MustParseAddr("81.2.69.160"), Name: "cust-160.isp.example", Origin: isp, Source: enrich.FromSTUN,
		}},
		ASPath:     []enrich.Origin{isp, transit, dest},
		Executable: "/usr/local/bin/ftr",
	}
	r.Path.Target = r.Target
	r.addHop(1270, enrich.LAN, enrich.Info{Addr: addr("192.168.1.1"), Kind: enrich.Private, Name: "gateway.lan", NameStatus: enrich.Found})
	r.addHop(6480, enrich.ISPSegment, enrich.Info{Addr: addr("100.64.0.1"), Kind: enrich.CGNAT, NameStatus: enrich.None})
	r.addHop(8710, enrich.ISPSegment, found("81.2.64.1", "ae1.bras1.isp.example", isp))
	r.addHop(9790, enrich.ISPSegment, found("81.2.64.9", "ae9.core2.isp.example", isp))
	r.addHop(14810, enrich.Transit, found("154.54.10.1", "be3402.ccr31.sjc04.atlas.transit.example", transit))
	r.addHop(0, enrich.SegmentUnknown, enrich.Info{})
	ix := found("80.249.208.1", "peer.ix.example")
	ix.OriginStatus = enrich.None
	r.addHop(17360, enrich.Transit, ix)
	failed := found("108.170.252.33", "", dest, second)
	failed.NameStatus = enrich.Failed
	r.addHop(22550, enrich.Destination, failed)
	r.addHop(25310, enrich.Destination, found("142.251.46.174", "www.dest.example", dest))
	last := &r.Path.Hops[8].Probes[0].Reply
	last.Kind, last.ICMPType, last.TTL = socket.EchoReply, 0, 56
	r.Report.Destination = r.Report.Infos[r.Target]
	return r
}

func addr(s string) netip.Addr { return netip.MustParseAddr(s) }

// found returns what is known about an address whose look-ups went well.
func found(a, name string, origins ...enrich.Origin) enrich.Info {
	return enrich.Info{
		Addr: addr(a), Kind: enrich.Public,
		Origins: origins, OriginStatus: enrich.Found,
		Name: name, NameStatus: enrich.Found,
	}
}

// addHop appends a hop that answers one probe after the given microseconds, or
// with none a silent one.
func (r *result) addHop(micros int, part enrich.Segment, info enrich.Info) {
	h := trace.Hop{TTL: len(r.Path.Hops) + r.Path.FirstTTL, Addr: info.Addr}
	p := trace.Probe{At: time.Duration(h.TTL) * time.Microsecond}
	if info.Addr.IsValid() {
		p.Reply = expired(info.Addr, micros)
		r.Report.Infos[info.Addr] = info
	}
	h.Probes = []trace.Probe{p}
	r.Path.Hops = append(r.Path.Hops, h)
	r.Segments = append(r.Segments, part)
}

// expired returns a time exceeded.
func expired(from netip.Addr, micros int) socket.Reply {
	reply := socket.Reply{From: from, Kind: socket.TimeExceeded, ICMPType: 11, RTT: time.Duration(micros) * time.Microsecond, TTL: 250}
	if from.Is6() {
		reply.ICMPType = 3
	}
	return reply
}

// ask adds probes to hop i: replies from addr after the given microseconds, or
// none for zero.
func (r *result) ask(i int, from netip.Addr, micros ...int) {
	for _, m := range micros {
		p := trace.Probe{}
		if m > 0 {
			p.Reply = expired(from, m)
		}
		r.Path.Hops[i].Probes = append(r.Path.Hops[i].Probes, p)
	}
}
