package socket

import (
	"crypto/rand"
	"encoding/binary"
)

// tagLen is the length of a tag in bytes.
const tagLen = 8

// A tag opens the payload of each probe: the complement of the probe's number
// and a nonce, which tell that a reply is to a probe of this Conn.
//
// Behind an echo header, which holds the number itself, the complement keeps
// the checksum the same for all numbers (number + complement is 0xffff, zero in
// one's complement arithmetic), whoever computes it. Routers that balance load
// by the checksum so see one flow.
type tag struct {
	seq   uint16
	nonce nonce
}

// A nonce is chosen at random for each Conn.
type nonce [tagLen - 2]byte

func newNonce() (n nonce) {
	rand.Read(n[:]) // never fails
	return n
}

// newIdentifier returns a random echo identifier that leaves room for maxFlow
// above it. It is never zero, which some hosts and middleboxes treat alike.
func newIdentifier() uint16 {
	var b [4]byte
	rand.Read(b[:])
	return uint16(1 + binary.BigEndian.Uint32(b[:])%(0xffff-maxFlow))
}

// payload returns n bytes that begin with t; the rest is zero.
func (t tag) payload(n int) []byte {
	b := make([]byte, max(n, tagLen))
	binary.BigEndian.PutUint16(b, ^t.seq)
	copy(b[2:], t.nonce[:])
	return b
}

// parseTag reads the tag at the start of a payload.
func parseTag(b []byte) (tag, bool) {
	if len(b) < tagLen {
		return tag{}, false
	}
	return tag{^binary.BigEndian.Uint16(b), nonce(b[2:tagLen])}, true
}

// contradicts reports whether a quoted payload shows that the probe was not t.
// A quote that ends before the tag shows nothing, nor do zeros: routers pad
// short quotes with them to the 128 bytes that RFC 4884 asks for.
func (t tag) contradicts(quoted []byte) bool {
	got, ok := parseTag(quoted)
	return ok && got != t && [tagLen]byte(quoted) != [tagLen]byte{}
}
