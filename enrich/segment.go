package enrich

import (
	"net/netip"

	"ftr/trace"
)

// Segments says which part of the way each hop of a path belongs to. The result
// is parallel to p.Hops; a hop that did not answer is SegmentUnknown.
//
//   - Before the first public hop all is LAN, but a carrier-grade NAT (100.64/10)
//     and what stands behind it is ISP. IPv6 has public addresses at home: hops
//     in the /64 of the public address of this machine are LAN too.
//   - From there, hops in the ISP's AS are ISP up to the first of another AS.
//   - The destination is DESTINATION, and so are hops in its AS, back from the
//     end of the path to the last of another AS; those that are ISP remain it.
//   - What lies between is TRANSIT; unknown, where nothing tells it from the ISP.
//   - A hop whose AS is not known never ends a run, and belongs to it where the
//     run goes on. A private hop that stands between two segments belongs to the
//     one before: routers answer with the address of the side that the probe
//     came in by.
func Segments(p trace.Path, r Report) []Segment {
	s := segmenter{path: p, report: r, out: make([]Segment, len(p.Hops))}
	first := s.access()
	middle := s.isp(first)
	end := s.destination(middle)
	s.transit(middle, end)
	for i := range p.Hops {
		if isDestination(p, i) {
			s.out[i] = Destination
		}
	}
	return s.out
}

// A segmenter holds the hops and what is known of their segments so far.
type segmenter struct {
	path   trace.Path
	report Report
	out    []Segment
}

// set says that the hops from first up to end, those that answered, belong to a
// segment.
func (s *segmenter) set(first, end int, segment Segment) {
	for i := first; i < end; i++ {
		if s.path.Hops[i].Addr.IsValid() {
			s.out[i] = segment
		}
	}
}

// access fills in what stands before the first public hop, and returns the
// index of that hop.
func (s *segmenter) access() int {
	segment := LAN
	for i, h := range s.path.Hops {
		if !h.Addr.IsValid() {
			continue
		}
		if s.isPublic(h.Addr) {
			return i
		}
		if KindOf(h.Addr) == CGNAT {
			segment = ISPSegment
		}
		s.out[i] = segment
	}
	return len(s.path.Hops)
}

// isPublic reports whether an address lies beyond the LAN by itself.
func (s *segmenter) isPublic(addr netip.Addr) bool {
	_, public := announced(addr)
	return public && !s.isAtHome(addr)
}

// isAtHome reports whether an IPv6 address is in the /64 of this machine.
func (s *segmenter) isAtHome(addr netip.Addr) bool {
	own := s.report.ISP.PublicAddr
	if !own.Is6() || !addr.Is6() || addr == s.path.Target {
		return false
	}
	link, err := own.Prefix(64) // the length of a subnet prefix, RFC 4291, section 2.5.1
	return err == nil && link.Contains(addr)
}

// isp fills in the hops of the ISP, from the first public one up to the last
// before any of another AS, and returns the index of the hop behind them.
func (s *segmenter) isp(first int) int {
	asn, end := s.report.ISP.Origin.ASN, first
	for i := first; asn != 0 && i < len(s.path.Hops); i++ {
		origins := s.origins(i)
		if hasASN(origins, asn) {
			end = i + 1
		} else if len(origins) > 0 {
			break
		}
	}
	s.set(first, end, ISPSegment)
	return end
}

// destination fills in the hops of the destination's AS at the end of the path,
// none of them before first, and returns the index of the earliest one.
func (s *segmenter) destination(first int) int {
	start := len(s.path.Hops)
	for i := len(s.path.Hops) - 1; i >= first; i-- {
		origins := s.origins(i)
		if isDestination(s.path, i) || s.isDestinationAS(origins) {
			start = i
		} else if len(origins) > 0 {
			break
		}
	}
	s.set(start, len(s.path.Hops), Destination)
	return start
}

// isDestinationAS reports whether one of the origins is one of the
// destination's.
func (s *segmenter) isDestinationAS(origins []Origin) bool {
	for _, o := range s.report.Destination.Origins {
		if hasASN(origins, o.ASN) {
			return true
		}
	}
	return false
}

// transit fills in the hops between the ISP and the destination.
func (s *segmenter) transit(first, end int) {
	before := s.lastBefore(first)
	afterISP := before == ISPSegment
	beyond := s.report.ISP.Origin.ASN != 0 // whether the ISP lies behind us for sure
	for i := first; i < end; i++ {
		addr := s.path.Hops[i].Addr
		if !addr.IsValid() {
			continue
		}
		if s.isPublic(addr) {
			beyond = beyond || afterISP && len(s.origins(i)) > 0
			before = SegmentUnknown
			if beyond {
				before = Transit
			}
		}
		s.out[i] = before
	}
}

// lastBefore returns the segment of the last hop before first that has one.
func (s *segmenter) lastBefore(first int) Segment {
	for i := first - 1; i >= 0; i-- {
		if s.out[i] != SegmentUnknown {
			return s.out[i]
		}
	}
	return SegmentUnknown
}

// origins returns the origins of a hop; none: its AS is not known.
func (s *segmenter) origins(hop int) []Origin {
	return s.report.Infos[s.path.Hops[hop].Addr].Origins
}
