package socket

import (
	"bytes"
	"encoding/binary"
)

// dnsPort is where name servers listen (RFC 1035, section 4.2.1). Few answer
// what is no DNS message.
const dnsPort = 53

// The parts of a DNS message (RFC 1035, section 4.1) that are the same in each
// query: it asks for the name servers of the root, which every server knows or
// refuses to tell, and for no recursion, so that it makes no work.
var (
	// One question and one additional record, which is OPT.
	queryHeader = []byte{0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1}
	// The root, NS, IN.
	queryQuestion = []byte{0, 0, 2, 0, 1}
	// OPT: the root, type 41, 512 bytes of UDP payload, no extended code, version or
	// flags (RFC 6891, section 6.1.2). A short answer is all that we want.
	queryOPT = []byte{0, 0, 41, 2, 0, 0, 0, 0, 0}
)

const (
	queryHeaderLen = 12
	queryFixedLen  = queryHeaderLen + 5 + 9 // behind that come lengths
	optionPadding  = 12                     // RFC 7830, section 3

	// minQueryLen is the length of a query with an empty padding option, and by
	// chance that of the payload of a probe of default size.
	minQueryLen = queryFixedLen + 2 + 4
)

// query returns a DNS query of n bytes, minQueryLen at least, with the given ID.
// Padding makes any length a valid message. As much of the nonce as fits begins
// it: padding bytes may have any value (RFC 7830, section 3).
func query(n int, id uint16, salt nonce) []byte {
	n = max(n, minQueryLen)
	padding := n - minQueryLen
	b := make([]byte, 0, n)
	b = append(b, queryHeader...)
	binary.BigEndian.PutUint16(b, id)
	b = append(b, queryQuestion...)
	b = append(b, queryOPT...)
	b = binary.BigEndian.AppendUint16(b, uint16(4+padding)) // length of the options
	b = binary.BigEndian.AppendUint16(b, optionPadding)
	b = binary.BigEndian.AppendUint16(b, uint16(padding))
	copy(b[len(b):n], salt[:])
	return b[:n]
}

// queryAnswered returns the ID of a response to a query of ours, or of such a
// query itself, which a server of another kind may return. A server that does
// not understand the query may leave the question out.
func queryAnswered(b []byte) (id uint16, ok bool) {
	if len(b) < queryHeaderLen {
		return 0, false
	}
	const opcode = 0xf << 3 // RFC 1035, section 4.1.1; zero in ours
	questions := binary.BigEndian.Uint16(b[4:])
	ok = b[2]&opcode == 0 && (questions == 0 || questions == 1 && bytes.HasPrefix(b[queryHeaderLen:], queryQuestion))
	return binary.BigEndian.Uint16(b), ok
}
