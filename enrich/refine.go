package enrich

import (
	"maps"
	"net/netip"
	"slices"

	"ftr/trace"
)

// Refine returns a report with what the path adds to it: of several origins of
// a hop the first that a neighbouring hop shares comes first, and where the ISP
// is not known otherwise, the AS of the first public hop is taken for it
// (FromPath). Segments and ASPath want a refined report.
//
// The inference needs no question, so it is made too where the user forbade
// STUN. It is not made toward a destination that is not public, nor from the
// destination itself, nor where the look-up of the first public hop failed: the
// next one may well be someone else's.
func Refine(p trace.Path, r Report) Report {
	r = preferShared(p, r)
	if r.ISP.Origin.ASN != 0 {
		return r
	}
	if _, public := announced(p.Target); !public {
		return r
	}
	if origin, ok := firstPublicOrigin(p, r); ok {
		r.ISP.Origin, r.ISP.Source = origin, FromPath
	}
	return r
}

// firstPublicOrigin returns the origin of the first public hop that is
// announced and stands before the destination.
func firstPublicOrigin(p trace.Path, r Report) (Origin, bool) {
	for i, h := range p.Hops {
		info := r.Infos[h.Addr]
		switch {
		case !h.Addr.IsValid() || KindOf(h.Addr) != Public:
			continue
		case isDestination(p, i):
			return Origin{}, false
		case len(info.Origins) > 0:
			return info.Origins[0], true
		case info.OriginStatus != None:
			return Origin{}, false
		}
	}
	return Origin{}, false
}

// preferShared puts first, of several origins of an address, the one that a
// neighbour on the path shares.
func preferShared(p trace.Path, r Report) Report {
	infos := maps.Clone(r.Infos)
	addrs := responders(p)
	if r.ISP.PublicAddr.IsValid() {
		addrs = slices.Insert(addrs, 0, r.ISP.PublicAddr) // where the path begins
	}
	for i, addr := range addrs {
		var near []Origin
		if i > 0 {
			near = append(near, r.Infos[addrs[i-1]].Origins...)
		}
		if i+1 < len(addrs) {
			near = append(near, r.Infos[addrs[i+1]].Origins...)
		}
		if info, ok := r.Infos[addr]; ok {
			info.Origins = sharedFirst(info.Origins, near)
			infos[addr] = info
		}
	}
	r.Infos = infos
	if info, ok := infos[p.Target]; ok {
		r.Destination = info
	}
	if info, ok := infos[r.ISP.PublicAddr]; ok {
		r.ISP = r.ISP.with(info)
	}
	return r
}

// responders returns the addresses along a path, without those that tell no
// origin and without repetitions of the one before.
func responders(p trace.Path) []netip.Addr {
	var addrs []netip.Addr
	for _, h := range p.Hops {
		if _, ok := announced(h.Addr); ok {
			addrs = append(addrs, h.Addr)
		}
	}
	return slices.Compact(addrs)
}

// sharedFirst returns origins with the first one whose AS is among near moved
// to the front.
func sharedFirst(origins, near []Origin) []Origin {
	for i, o := range origins {
		if i > 0 && hasASN(near, o.ASN) && !hasASN(near, origins[0].ASN) {
			rest := slices.Delete(slices.Clone(origins), i, i+1)
			return slices.Insert(rest, 0, o)
		}
	}
	return origins
}

// isDestination reports whether a hop of a path is where it leads: the target,
// or the address that the target answered from.
func isDestination(p trace.Path, hop int) bool {
	h := p.Hops[hop]
	return h.Addr.IsValid() && (h.Addr == p.Target || p.Reached && h.TTL == p.StopTTL)
}
