package simnet

import (
	"errors"
	"math"
)

// A Passage is what a router does to the packets that pass it, as the quotes of
// the hops behind it show.
type Passage struct {
	Remarks bool  // rewrites the type of service or traffic class to TOS
	TOS     uint8 // zero bleaches it (RFC 9435, section 4.1)
	NAT     NAT
}

// A NAT says whether a router translates addresses, and what it leaves of that
// in a quote on its way back. The zero NAT is none.
type NAT string

const (
	NATChecksum NAT = "checksum" // the checksum alone, as many do
	NATAddress  NAT = "address"  // all: it translates nothing behind the header of an ICMP error
	NATClean    NAT = "clean"    // nothing, as RFC 5508, section 4.2, asks for
)

func parseNAT(s string) (NAT, error) {
	switch n := NAT(s); n {
	case "":
		return NATChecksum, nil
	case NATChecksum, NATAddress, NATClean:
		return n, nil
	}
	return "", errors.New("nat is checksum, address or clean")
}

// shows returns what the quotes behind two NATs show: the one that leaves most
// decides.
func (n NAT) shows(other NAT) NAT {
	for _, most := range []NAT{NATAddress, NATChecksum, NATClean} {
		if n == most || other == most {
			return most
		}
	}
	return ""
}

// rewrites reports whether a quote shows that there is a NAT.
func (n NAT) rewrites() bool { return n == NATChecksum || n == NATAddress }

// set applies an option of a hop that is about what passes it.
func (p *Passage) set(name, value string) error {
	switch name {
	case "tos":
		tos, err := parseInt(value, 0, math.MaxUint8)
		p.Remarks, p.TOS = true, uint8(tos)
		return err
	case "nat":
		return assign(&p.NAT, parseNAT, value)
	}
	return errUnknownOption
}

func (p *Passage) options() (o options) {
	o.add(p.Remarks, "tos", p.TOS)
	o.flag(p.NAT == NATChecksum, "nat")
	o.add(p.NAT != "" && p.NAT != NATChecksum, "nat", p.NAT)
	return o
}

// pass does to the packet what the router does.
func (p *Passage) pass(e *end) {
	if p.Remarks {
		e.tos = p.TOS
	}
	e.nat = e.nat.shows(p.NAT)
}
