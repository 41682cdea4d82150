package trace

import (
	"net/netip"
	"slices"
)

// plateaus are the lengths, in bytes, at which links usually end: those of RFC
// 1191, section 7.1, and between them those of today's tunnels and access lines
// (PPPoE, GRE, L2TP, IPsec, WireGuard, mobile networks).
var plateaus = []int{
	65535, 32000, 17914, 9216, 9000, 8166, 4464, 4352, 2002,
	1600, 1500, 1492, 1480, 1476, 1472, 1468, 1464, 1460, 1456, 1454, 1450, 1440, 1436, 1430,
	1428, 1420, 1414, 1412, 1400, 1390, 1380, 1376, 1372, 1360, 1358, 1350, 1340, 1330, 1320, 1300,
	1280, 1006, 576, 508, 296, 128, 68,
}

// perRound is how many lengths one round tries at most, besides one that is
// known to pass.
const perRound = 8

// leastMTU returns the shortest MTU that a link may have: 68 bytes (RFC 791) or
// 1280 (RFC 8200, section 5).
func leastMTU(a netip.Addr) int {
	if a.Is4() {
		return minMTU
	}
	return 1280
}

// sizesBetween returns the lengths to try next where one of lo bytes passes and
// one of hi bytes does not, the greatest first: plateaus as long as there are
// any, else any lengths, evenly spread. Where few enough fit, they are all that
// there are.
//
// Without plateaus lo+1 is among them: lo is often one itself, and then right.
func sizesBetween(lo, hi int) []int {
	var sizes []int
	for _, n := range plateaus {
		if n > lo && n < hi {
			sizes = append(sizes, n)
		}
	}
	if len(sizes) > 0 {
		return spread(sizes)
	}
	n := min(perRound, hi-lo-1)
	for i := n; i > 0; i-- {
		sizes = append(sizes, lo+max(1, (hi-lo)*i/(n+1)))
	}
	if len(sizes) > 0 {
		sizes[n-1] = lo + 1
	}
	return slices.Compact(sizes)
}

// spread returns perRound of the sizes at most, evenly spread.
func spread(sizes []int) []int {
	if len(sizes) <= perRound {
		return sizes
	}
	var some []int
	for i := range perRound {
		some = append(some, sizes[(2*i+1)*len(sizes)/(2*perRound)])
	}
	return some
}
