package simnet

import "net/netip"

// A Dest is the destination, which answers each probe that reaches it in a
// manner that depends on the protocol.
type Dest struct {
	Addr netip.Addr
	Manners

	ICMP Manner // Echo or Silent; empty: Echo
	UDP  Manner // Closed, Open or Silent; empty: Closed
	TCP  Manner // Open, Closed or Silent; empty: Open

	Ports []Port // that have other manners than UDP and TCP say

	From netip.Addr // other address that port unreachables and echo replies come from; zero: Addr
	Drop int        // that many probes get no answer before the others do
}

// A Manner is what the destination does about the probes of one protocol.
type Manner string

const (
	Echo   Manner = "echo"   // sends echo replies
	Closed Manner = "closed" // says that no one listens: port unreachable, or a TCP reset
	Open   Manner = "open"   // answers as a service does: a UDP datagram, or SYN-ACK
	Silent Manner = "silent" // says nothing
)
