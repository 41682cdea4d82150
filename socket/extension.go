package socket

import "encoding/binary"

// The extension structure of ICMP errors: a header of version and checksum, then
// objects of length, class and type, and payload (RFC 4884, sections 7 and 8).
const (
	extensionVersion   = 2
	extensionHeaderLen = 4
	objectHeaderLen    = 4

	// minExtended is the least that a quote is padded to where a structure
	// follows it (RFC 4884, section 4.3). Routers from before the RFC pad to
	// just that and tell no length (section 5.5).
	minExtended = 128
)

// Classes of objects (IANA, ICMP Extension Object Classes and Class Sub-types).
const (
	classMPLS      = 1
	classInterface = 2
)

// splitExtension parts b, the end of an ICMP error, where its extension structure
// begins: behind length bytes, as the error says, or where routers that say
// nothing put it. There a checksum must vouch for it, for what stands there may
// be part of the quote. The structure is nil where neither is one.
func splitExtension(b []byte, length, unsaid int) (quote, structure []byte) {
	if length >= unsaid && length <= len(b) && isExtension(b[length:], false) {
		return b[:length], b[length:]
	}
	if unsaid <= len(b) && isExtension(b[unsaid:], true) {
		return b[:unsaid], b[unsaid:]
	}
	return b, nil
}

// isExtension reports whether b is an extension structure. A checksum of zero
// means that there is none (RFC 4884, section 7).
func isExtension(b []byte, summed bool) bool {
	if len(b) < extensionHeaderLen || b[0]>>4 != extensionVersion {
		return false
	}
	if b[2] == 0 && b[3] == 0 {
		return !summed
	}
	return sum(b) == 0xffff
}

// extend adds to r what the objects of an extension structure say. Objects of
// other classes and types it passes over; one whose length is wrong ends the
// structure, since where the next one begins is not known.
func (r *Reply) extend(structure []byte) {
	if len(structure) < extensionHeaderLen {
		return
	}
	for b := structure[extensionHeaderLen:]; len(b) >= objectHeaderLen; {
		n := int(binary.BigEndian.Uint16(b))
		if n < objectHeaderLen || n > len(b) {
			return
		}
		class, typ, payload := b[2], b[3], b[objectHeaderLen:n]
		switch class {
		case classMPLS:
			if typ == mplsIncoming {
				r.MPLS = append(r.MPLS, parseLabels(payload)...)
			}
		case classInterface:
			if i, ok := parseInterface(typ, payload); ok {
				r.Interfaces = append(r.Interfaces, i)
			}
		}
		b = b[n:]
	}
}

// mplsIncoming is the type of the label stack that a packet came with (RFC 4950,
// section 3), the only one there is.
const mplsIncoming = 1

// parseLabels reads label stack entries of four bytes each (RFC 3032, section
// 2.1).
func parseLabels(b []byte) []Label {
	var ls []Label
	for ; len(b) >= 4; b = b[4:] {
		e := binary.BigEndian.Uint32(b)
		ls = append(ls, Label{
			Label:  e >> 12,
			Exp:    uint8(e >> 9 & 7),
			Bottom: e>>8&1 == 1,
			TTL:    uint8(e),
		})
	}
	return ls
}
