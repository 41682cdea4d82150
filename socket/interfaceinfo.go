package socket

import (
	"encoding/binary"
	"net/netip"
	"strings"
)

// The type of an interface information object tells by a bit each which of its
// parts are there, in this order (RFC 5837, section 4.1). The two highest bits
// are the role.
const (
	hasIndex = 1 << 3
	hasAddr  = 1 << 2
	hasName  = 1 << 1
	hasMTU   = 1 << 0

	roleShift = 6
)

// Address family numbers (IANA).
const (
	ianaIPv4 = 1
	ianaIPv6 = 2
)

// maxNameLen is the most that the name with its length byte has (RFC 5837,
// section 4.3).
const maxNameLen = 64

// parseInterface reads the payload of an interface information object. One that
// ends too soon or has a part that cannot be understood is refused, for where
// the next part begins is then not known.
func parseInterface(typ uint8, b []byte) (Interface, bool) {
	i := Interface{Role: InterfaceRole(typ >> roleShift)}
	ok := true
	if typ&hasIndex != 0 {
		i.Index, b, ok = cutNumber(b)
	}
	if ok && typ&hasAddr != 0 {
		i.Addr, b, ok = cutAddr(b)
	}
	if ok && typ&hasName != 0 {
		i.Name, b, ok = cutName(b)
	}
	if ok && typ&hasMTU != 0 {
		i.MTU, _, ok = cutNumber(b)
	}
	return i, ok
}

// cutNumber reads four bytes. What no int of 32 bits holds is taken for zero,
// unknown.
func cutNumber(b []byte) (int, []byte, bool) {
	if len(b) < 4 {
		return 0, nil, false
	}
	n := binary.BigEndian.Uint32(b)
	if n > 1<<31-1 {
		n = 0
	}
	return int(n), b[4:], true
}

// cutAddr reads an address and the family before it (RFC 5837, section 4.2).
func cutAddr(b []byte) (netip.Addr, []byte, bool) {
	if len(b) < 4 {
		return netip.Addr{}, nil, false
	}
	family, b := binary.BigEndian.Uint16(b), b[4:]
	switch {
	case family == ianaIPv4 && len(b) >= 4:
		return netip.AddrFrom4([4]byte(b)), b[4:], true
	case family == ianaIPv6 && len(b) >= 16:
		return netip.AddrFrom16([16]byte(b)), b[16:], true
	}
	return netip.Addr{}, nil, false
}

// cutName reads a name and the length before it, which counts itself. The name
// is padded with zeros to a multiple of four (RFC 5837, section 4.3).
func cutName(b []byte) (string, []byte, bool) {
	if len(b) < 4 {
		return "", nil, false
	}
	n := int(b[0])
	if n < 4 || n%4 != 0 || n > maxNameLen || n > len(b) {
		return "", nil, false
	}
	name, _, _ := strings.Cut(string(b[1:n]), "\x00")
	return name, b[n:], true
}
