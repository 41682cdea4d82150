package main

import (
	"time"

	"github.com/spf13/pflag"

	"ftr/socket"
)

// addFlags declares every flag of ftr; parsing fills c.
func addFlags(f *pflag.FlagSet, c *config) {
	f.SortFlags = false
	addReferenceFlags(f, c)
	addHabitFlags(f, c)
	addPacketFlags(f, c)
	f.Var(sourceValue(c), "source", "")
	f.Var(interfaceValue(c), "interface", "")
	f.Var(dnsValue(c), "dns-server", "")
	f.BoolVar(&c.Wide, "wide", false, "")
	f.Var(colorValue(&c.Color), "color", "")
	f.BoolVar(&c.Fail, "fail", false, "")
	f.BoolVar(&c.Demo, "demo", false, "")
}

// addReferenceFlags declares the flags known from the reference tool, which
// keep their names and meaning.
func addReferenceFlags(f *pflag.FlagSet, c *config) {
	f.BoolVarP(&c.IPv4, "ipv4", "4", false, "")
	f.BoolVarP(&c.IPv6, "ipv6", "6", false, "")
	f.VarP(startValue(c), "start-ttl", "s", "")
	f.VarP(upTo(&c.MaxTTL, maxTTL), "max-hops", "m", "")
	f.VarP(upTo(&c.Queries, maxQueries), "queries", "q", "")
	f.Var(timeValue(&c.ProbeTimeout, time.Millisecond, time.Millisecond, maxProbeTimeout), "probe-timeout-ms", "")
	f.VarP(intervalValue(c), "send-launch-interval-ms", "i", "")
	f.VarP(deadlineValue(&c.Deadline), "overall-timeout-ms", "W", "")
	f.Var(protocolValue(c), "protocol", "")
	f.Var(modeValue(&c.Mode), "socket-mode", "")
	f.VarP(upTo(&c.Port, 65535), "port", "p", "")
	f.BoolVar(&c.NoEnrich, "no-enrich", false, "")
	f.BoolVar(&c.NoRDNS, "no-rdns", false, "")
	f.BoolVarP(&c.JSON, "json", "j", false, "")
	f.Var(publicIPValue(c), "public-ip", "")
	f.Var(stunValue(c), "stun-server", "")
	f.CountVarP(&c.Verbose, "verbose", "v", "")
}

// addHabitFlags declares what hands used to traceroute, mtr and ping type.
func addHabitFlags(f *pflag.FlagSet, c *config) {
	f.BoolVarP(&c.NoRDNS, "numeric", "n", false, "")
	addSwitch(f, "icmp", "I", func() error { return chooseProtocol(c, socket.ICMP) })
	addSwitch(f, "udp", "U", func() error { return chooseProtocol(c, socket.UDP) })
	addSwitch(f, "tcp", "T", func() error { return chooseProtocol(c, socket.TCP) })
	f.VarP(upTo(&c.FirstTTL, maxTTL), "first", "f", "")
	f.VarP(timeValue(&c.ProbeTimeout, time.Second, time.Millisecond, maxProbeTimeout), "wait", "w", "")
	f.VarP(upTo(&c.Queries, maxQueries), "count", "c", "")
	addSwitch(f, "as-path-lookups", "A", func() error { return nil }) // always on
	addSwitch(f, "extensions", "e", func() error { return nil })      // always on
}

// addPacketFlags declares what changes the packets themselves.
func addPacketFlags(f *pflag.FlagSet, c *config) {
	var tos tosFlags
	f.VarP(tosValue(c, &tos), "tos", "t", "")
	f.Var(dscpValue(c, &tos), "dscp", "")
	f.Var(sizeValue(c), "size", "")
	f.BoolVarP(&c.DontFragment, "df", "F", false, "")
	f.Var(markValue(c), "mark", "")
	f.BoolVar(&c.FindMTU, "mtu", false, "")
}

// addSwitch declares a flag without a value that calls set.
func addSwitch(f *pflag.FlagSet, name, short string, set func() error) {
	f.VarPF(same(set), name, short, "").NoOptDefVal = "true"
}
