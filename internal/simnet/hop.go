package simnet

import (
	"net/netip"
	"time"

	"ftr/socket"
)

// A Hop is the router, or one of several, that a probe meets at one TTL.
type Hop struct {
	Addrs   []netip.Addr // empty: it forwards, and never answers
	Balance Balance      // which of several Addrs a probe meets
	Manners
	Firewall
	Passage
	Link // to the next hop

	ZeroTTL bool // forwards packets whose TTL has run out to the next hop, which answers
}

// A Balance says what a router chooses the next one by.
type Balance string

const (
	PerFlow   Balance = ""       // Packet.FlowHash
	PerPacket Balance = "packet" // taking turns
)

// Manners are how a router or the destination answers. The zero value answers
// each probe at once.
type Manners struct {
	RTT    time.Duration // from the source to here and back
	Jitter time.Duration // most that is added to RTT, each amount being as likely
	Loss   float64       // probability that no answer comes, 0 to 1
	Dup    int           // further copies of each answer
	Limit  Limit         // of ICMP errors; echo replies are not limited

	Unreachable Mark               // refuses what gets here with TTL left; empty: does not
	Quote       int                // most bytes that it quotes behind the IP header, from the 8 of RFC 792; zero: as many as an error may
	MPLS        []socket.Label     // label stack that ICMP errors report (RFC 4950)
	Interfaces  []socket.Interface // interfaces that ICMP errors report (RFC 5837)
	Ext         Ext                // how they are reported
	Back        int                // by how many hops the way back is longer than the way here; negative: shorter
	ReplyTTL    int                // of answers as they arrive; zero: 255 or, from the destination, 64, less the hops of the way back
}

// A Limit is a token bucket for each peer, as Linux has it (icmp_ratelimit in
// icmp(7), with bursts of six). The zero Limit does not limit.
type Limit struct {
	Burst    int           // answers at once after a rest
	Interval time.Duration // until there is one more
}

// A Mark is traceroute's annotation of an unreachable, such as "!X" or
// "!F-1400", or "!13" for an ICMP code without a letter.
type Mark string
