package enrich

import "ftr/trace"

// Segments says which part of the way each hop of a path belongs to. The result
// is parallel to p.Hops; a hop that did not answer is SegmentUnknown.
func Segments(p trace.Path, r Report) []Segment { return make([]Segment, len(p.Hops)) }
