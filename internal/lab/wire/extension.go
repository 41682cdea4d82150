package wire

import (
	"encoding/binary"

	"golang.org/x/net/icmp"

	"ftr/internal/simnet"
	"ftr/socket"
)

// extensions returns the objects of RFC 4950 and RFC 5837, and none for none.
func extensions(a simnet.Answer) []icmp.Extension {
	var es []icmp.Extension
	if len(a.MPLS) > 0 {
		es = append(es, labelStack(a.MPLS))
	}
	for _, i := range a.Interfaces {
		es = append(es, &icmp.RawExtension{Data: interfaceInfo(i)})
	}
	return es
}

func labelStack(labels []socket.Label) *icmp.MPLSLabelStack {
	s := &icmp.MPLSLabelStack{Class: 1, Type: 1}
	for _, l := range labels {
		s.Labels = append(s.Labels, icmp.MPLSLabel{Label: int(l.Label), TC: int(l.Exp), S: l.Bottom, TTL: int(l.TTL)})
	}
	return s
}

// What an interface information object has, in this order (RFC 5837, section
// 4.1).
const (
	hasIndex = 1 << 3
	hasAddr  = 1 << 2
	hasName  = 1 << 1
	hasMTU   = 1 << 0
)

// interfaceInfo returns the object of RFC 5837, section 4.1. (x/net leaves out
// what has no index, and addresses of the other family.)
func interfaceInfo(i socket.Interface) []byte {
	b := []byte{0, 0, classInterfaceInfo, uint8(i.Role) << 6}
	if i.Index != 0 {
		b[3] |= hasIndex
		b = binary.BigEndian.AppendUint32(b, uint32(i.Index))
	}
	if i.Addr.IsValid() {
		b[3] |= hasAddr
		b = append(b, 0, addressFamily(i.Addr.Is6()), 0, 0)
		b = append(b, i.Addr.AsSlice()...)
	}
	if i.Name != "" {
		b[3] |= hasName
		n := (1 + len(i.Name) + 3) &^ 3 // whole words, the length included (section 4.3)
		b = append(append(b, uint8(n)), i.Name...)
		b = append(b, make([]byte, n-1-len(i.Name))...)
	}
	if i.MTU != 0 {
		b[3] |= hasMTU
		b = binary.BigEndian.AppendUint32(b, uint32(i.MTU))
	}
	binary.BigEndian.PutUint16(b, uint16(len(b)))
	return b
}

const classInterfaceInfo = 2 // RFC 5837, section 4.1

// addressFamily returns the number of IANA for addresses of the family.
func addressFamily(is6 bool) uint8 {
	if is6 {
		return 2
	}
	return 1
}

// spoil writes the extensions of the ICMP error t in the manner of those who do
// not write them well. The checksum of t is left to the caller.
func spoil(t []byte, manner simnet.Ext, is6 bool) {
	x := t[8+quoteLenExt:] // the extension header: version, reserved, checksum
	switch manner {
	case simnet.LegacyExt:
		t[lengthAt(is6)] = 0
	case simnet.BadSumExt:
		x[2] ^= 0x55
	case simnet.BadLenExt:
		binary.BigEndian.PutUint16(x[4:], 0xfffc) // of the first object
		binary.BigEndian.PutUint16(x[2:], 0)
		binary.BigEndian.PutUint16(x[2:], checksum(0, x))
	}
}

// lengthAt is where the length of the quote stands (RFC 4884, sections 4.1 to
// 4.5).
func lengthAt(is6 bool) int {
	if is6 {
		return 4
	}
	return 5
}
