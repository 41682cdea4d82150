package enrich

import "net/netip"

// A Report is what a Run found out.
type Report struct {
	Infos       map[netip.Addr]Info // by address: each one added, the target, and the public address
	Destination Info                // about the target
	ISP         ISP
}

// An ISP is who connects this machine to the Internet.
type ISP struct {
	PublicAddr netip.Addr // as the Internet sees this machine; zero: unknown
	Name       string     // of the public address, from its PTR record
	Origin     Origin     // ASN is zero where the ISP is unknown
	Source     ISPSource  // how it was found; empty: it was not
}

// An ISPSource says how the ISP was found, in the word that the JSON uses.
type ISPSource string

const (
	FromSTUN ISPSource = "stun" // a STUN server told the public address
	FromFlag ISPSource = "flag" // the user told it
	FromPath ISPSource = "path" // it is the AS of the first public hop
)

// A Segment is a part of the way.
type Segment string

const (
	SegmentUnknown Segment = ""
	LAN            Segment = "LAN"
	ISPSegment     Segment = "ISP"
	Transit        Segment = "TRANSIT"
	Destination    Segment = "DESTINATION"
)
