package main

import (
	"net/netip"
	"time"

	"ftr/socket"
)

// A config is what the command line asks for, in the units of the program.
type config struct {
	Host string // as typed; empty with --demo: the built-in destination

	IPv4, IPv6 bool // at most one; neither: IPv4 first

	FirstTTL, MaxTTL, Queries int

	ProbeTimeout time.Duration
	Interval     time.Duration // zero: the engine's own pace
	Deadline     time.Duration // zero: it grows with the options above

	Protocol socket.Protocol
	Mode     socket.Mode
	Port     int // zero: the protocol's default

	Source    netip.Addr
	Interface string
	Mark      uint32 // zero: none

	TOS          uint8
	Size         int // of a whole probe in bytes; zero: the protocol's default
	DontFragment bool
	FindMTU      bool // look for the path MTU

	NoEnrich, NoRDNS bool
	PublicAddr       netip.Addr // told by the user; zero: ask
	NoPublicAddr     bool       // --public-ip none
	STUNServers      []string
	DNSServers       []netip.AddrPort

	JSON, Wide, Fail, Demo bool
	Color                  colorMode
	Verbose                int
}

// Defaults and limits of the numbers above.
const (
	defaultMaxTTL       = 30
	maxTTL              = 255 // eight bits (RFC 791, RFC 8200)
	maxQueries          = 100
	defaultProbeTimeout = time.Second
	maxProbeTimeout     = 10 * time.Second       // a Conn forgets a probe after that
	minSize             = 28                     // an IPv4 and a UDP header (RFC 791, RFC 768)
	maxSize             = 65535                  // the longest IPv4 packet (RFC 791, section 3.1)
	minDeadline         = 100 * time.Millisecond // less is a unit forgotten: -W 2
	maxDeadline         = time.Hour
)

// defaultConfig returns what holds where nothing else is asked for.
func defaultConfig() config {
	return config{
		FirstTTL:     1,
		MaxTTL:       defaultMaxTTL,
		Queries:      1,
		ProbeTimeout: defaultProbeTimeout,
	}
}

// dontFragment reports whether fragments are forbidden. Looking for the path MTU
// needs that.
func (c config) dontFragment() bool { return c.DontFragment || c.FindMTU }

// family says which address family c asks for, for messages: "IPv4", "IPv6",
// or nothing.
func (c config) family() string {
	switch {
	case c.IPv4:
		return "IPv4"
	case c.IPv6:
		return "IPv6"
	}
	return ""
}
