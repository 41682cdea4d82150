package simnet

import "net/netip"

// A World is what one world text describes: a path from one machine to one
// destination, and the name servers beside it. It is not changed by use; what
// changes while probes pass is in the [Network] that Start returns.
type World struct {
	Source netip.Addr // of the machine that traces
	MTU    int        // of the link to Hops[0], in bytes; zero: 1500
	Hops   []Hop      // Hops[0] is at TTL 1
	Dest   Dest       // at TTL len(Hops)+1
	Loop   Loop
	Noise  []Noise

	DNS  DNS
	STUN STUN

	Hosts   []Host
	PTRs    []PTR
	Origins []Origin
	ASNames []ASName
}

// Is6 reports whether the path of the World is one of IPv6.
func (w *World) Is6() bool { return w.Source.Is6() }

// A Loop is a part of the path that packets never leave: those with TTL beyond
// Last go round through the hops First to Last, and no one behind them answers.
// The zero Loop is none.
type Loop struct {
	First, Last int // TTLs, Last included
}

// A Noise is a kind of hostile packet that the network sends with each probe.
// Only a wire shows it: see package lab.
type Noise string

const (
	Truncated   Noise = "truncated"   // ICMP errors that end within the quote
	Mislabelled Noise = "mislabelled" // ICMP errors whose quote is not of the protocol it names
	Foreign     Noise = "foreign"     // answers to probes of someone else
	Lying       Noise = "lying"       // lengths that differ from what is there
	Forged      Noise = "forged"      // time exceeded that quotes a probe to someone else
)
