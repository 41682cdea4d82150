package enrich

import "ftr/trace"

// ASPath returns the ASes that the path leads through, in order. Hops of
// unknown AS are passed over, consecutive hops of one AS count once.
func ASPath(p trace.Path, r Report) []Origin { return nil }
