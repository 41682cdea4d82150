package simnet

import (
	"cmp"
	"errors"
	"fmt"
	"math"
)

// A Link is the one behind a router. It carries what is not longer than its MTU;
// from what is and may not be cut, its router makes a packet too big, which Linux
// and others do not limit.
type Link struct {
	MTU       int  // in bytes of the IP packet; zero: any length
	BlackHole bool // its router drops what is too long without a word (RFC 2923, section 2.1)
	Claims    bool // its router tells the MTU Claim instead of the right one
	Claim     int  // zero is what routers say that are older than RFC 1191
}

// defaultMTU is that of Ethernet (RFC 894), which the link of the source has
// unless the World says otherwise.
const defaultMTU = 1500

// Shortest MTUs that links have (RFC 791, section 3.2; RFC 8200, section 5).
const (
	minMTU4 = 68
	minMTU6 = 1280
)

// FirstMTU returns the MTU of the link between the source and the first hop.
func (w *World) FirstMTU() int { return cmp.Or(w.MTU, defaultMTU) }

// refuses reports whether the packet is too long for the link and may not be
// cut. IPv6 routers never cut (RFC 8200, section 5).
func (l *Link) refuses(p Packet) bool {
	return l.MTU != 0 && p.Len > l.MTU && (p.DontFragment || p.Dst.Is6())
}

// told returns the MTU that the router tells.
func (l *Link) told() int {
	if l.Claims {
		return l.Claim
	}
	return l.MTU
}

// set applies an option of a hop that is about the link behind it.
func (l *Link) set(name, value string) (err error) {
	switch name {
	case "mtu":
		l.MTU, err = parseMTU(value)
	case "blackhole":
		l.BlackHole = true
	case "claim":
		l.Claims = true
		l.Claim, err = parseInt(value, 0, math.MaxUint16)
	default:
		return errUnknownOption
	}
	return err
}

func parseMTU(s string) (int, error) { return parseInt(s, minMTU4, math.MaxUint16) }

func (l *Link) options() (o options) {
	o.add(l.MTU != 0, "mtu", l.MTU)
	o.flag(l.BlackHole, "blackhole")
	o.add(l.Claims, "claim", l.Claim)
	return o
}

// checkLinks returns an error if a link cannot be as it is described.
func (w *World) checkLinks() error {
	links := []Link{{MTU: w.MTU}}
	for _, h := range w.Hops {
		links = append(links, h.Link)
	}
	for _, l := range links {
		switch {
		case l.MTU == 0 && (l.BlackHole || l.Claims):
			return errors.New("blackhole and claim need an mtu")
		case l.BlackHole && l.Claims:
			return errors.New("a blackhole claims nothing")
		case l.MTU != 0 && l.MTU < minMTU6 && w.Is6():
			return fmt.Errorf("mtu=%d is too short for IPv6, which needs %d", l.MTU, minMTU6)
		}
	}
	return nil
}
