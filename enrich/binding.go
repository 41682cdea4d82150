package enrich

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"net/netip"
)

// What a STUN Binding exchange consists of (RFC 8489, sections 5, 14.1, 14.2).
const (
	bindingRequest   = 0x0001
	bindingSuccess   = 0x0101
	magicCookie      = 0x2112a442
	stunHeaderLen    = 20
	mappedAddress    = 0x0001
	xorMappedAddress = 0x0020
	stunIPv4         = 1
	stunIPv6         = 2
)

// A transactionID names a STUN request. An answer bears the same one.
type transactionID [12]byte

func newTransactionID() (id transactionID) {
	rand.Read(id[:]) // never fails
	return id
}

// request returns a Binding request without attributes.
func (id transactionID) request() []byte {
	b := binary.BigEndian.AppendUint16(nil, bindingRequest)
	b = binary.BigEndian.AppendUint16(b, 0) // length of the attributes
	b = binary.BigEndian.AppendUint32(b, magicCookie)
	return append(b, id[:]...)
}

// parseBinding reads the address in the Binding success response to the request
// with the given transaction id: XOR-MAPPED-ADDRESS, or MAPPED-ADDRESS from old
// servers.
func parseBinding(b []byte, id transactionID) (netip.Addr, error) {
	if len(b) < stunHeaderLen || binary.BigEndian.Uint16(b) != bindingSuccess ||
		binary.BigEndian.Uint32(b[4:]) != magicCookie || transactionID(b[8:]) != id {
		return netip.Addr{}, errors.New("not the answer to our STUN request")
	}
	attributes := b[stunHeaderLen:]
	if int(binary.BigEndian.Uint16(b[2:])) != len(attributes) {
		return netip.Addr{}, errors.New("a STUN message that is not as long as it says")
	}
	var mapped netip.Addr
	for len(attributes) > 0 {
		kind, value, rest, ok := nextAttribute(attributes)
		if !ok {
			return netip.Addr{}, errors.New("a STUN attribute that is longer than its message")
		}
		switch kind {
		case xorMappedAddress:
			return parseMapped(value, b[4:stunHeaderLen])
		case mappedAddress:
			mapped, _ = parseMapped(value, make([]byte, 16))
		}
		attributes = rest
	}
	if !mapped.IsValid() {
		return netip.Addr{}, errors.New("a STUN message without an address")
	}
	return mapped, nil
}

// nextAttribute splits off the first attribute, and the padding behind it to a
// multiple of four bytes (RFC 8489, section 14).
func nextAttribute(b []byte) (kind uint16, value, rest []byte, ok bool) {
	if len(b) < 4 {
		return 0, nil, nil, false
	}
	n := int(binary.BigEndian.Uint16(b[2:]))
	padded := 4 + (n+3)&^3
	if padded > len(b) {
		return 0, nil, nil, false
	}
	return binary.BigEndian.Uint16(b), b[4 : 4+n], b[padded:], true
}

// parseMapped reads an address that is masked by the cookie and transaction id
// (RFC 8489, section 14.2), or by zeros.
func parseMapped(b, mask []byte) (netip.Addr, error) {
	sizes := map[byte]int{stunIPv4: 4, stunIPv6: 16}
	if len(b) < 4 || len(b) != 4+sizes[b[1]] || sizes[b[1]] == 0 {
		return netip.Addr{}, errors.New("a STUN message with half an address")
	}
	ip := append([]byte(nil), b[4:]...)
	for i := range ip {
		ip[i] ^= mask[i]
	}
	addr, _ := netip.AddrFromSlice(ip)
	return addr.Unmap(), nil
}
