package enrich

import "ftr/trace"

// ASPath returns the ASes that the path leads through, in order. Hops of
// unknown AS are passed over, consecutive hops of one AS count once.
func ASPath(p trace.Path, r Report) []Origin {
	var path []Origin
	for _, h := range p.Hops {
		origins := r.Infos[h.Addr].Origins
		if len(origins) == 0 {
			continue
		}
		if len(path) == 0 || path[len(path)-1].ASN != origins[0].ASN {
			path = append(path, origins[0])
		}
	}
	return path
}
