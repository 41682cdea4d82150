package socket

import (
	"net/netip"
	"strings"

	"golang.org/x/net/icmp"
)

// mplsIncoming is the only type of an MPLS label stack object (RFC 4950,
// section 3).
const mplsIncoming = 1

// extend adds to r what the extensions of an ICMP message say.
func extend(r *Reply, exts []icmp.Extension) {
	for _, e := range exts {
		switch e := e.(type) {
		case *icmp.MPLSLabelStack:
			if e.Type == mplsIncoming {
				r.MPLS = append(r.MPLS, labels(e.Labels)...)
			}
		case *icmp.InterfaceInfo:
			r.Interfaces = append(r.Interfaces, interfaceOf(e))
		}
	}
}

func labels(stack []icmp.MPLSLabel) []Label {
	var ls []Label
	for _, l := range stack {
		ls = append(ls, Label{
			Label:  uint32(l.Label),
			Exp:    uint8(l.TC),
			Bottom: l.S,
			TTL:    uint8(l.TTL),
		})
	}
	return ls
}

// interfaceOf converts an interface information object. The two highest bits
// of its type are the role (RFC 5837, section 4.1).
func interfaceOf(info *icmp.InterfaceInfo) Interface {
	i := Interface{Role: InterfaceRole(uint8(info.Type) >> 6)}
	if info.Interface != nil {
		i.Index = info.Interface.Index
		i.Name, _, _ = strings.Cut(info.Interface.Name, "\x00")
		i.MTU = info.Interface.MTU
	}
	if info.Addr != nil {
		i.Addr, _ = netip.AddrFromSlice(info.Addr.IP)
	}
	return i
}
