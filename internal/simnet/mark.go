package simnet

import (
	"fmt"
	"strconv"
	"strings"

	"ftr/socket"
)

// An icmpMessage is what an ICMP message says.
type icmpMessage struct {
	kind socket.Kind
	typ  uint8
	code uint8
	mtu  int // of the next link, with packet too big
}

// What every router and host says, by address family.
var (
	timeExceeded4    = icmpMessage{kind: socket.TimeExceeded, typ: 11}            // RFC 792
	timeExceeded6    = icmpMessage{kind: socket.TimeExceeded, typ: 3}             // RFC 4443
	portUnreachable4 = icmpMessage{kind: socket.PortUnreachable, typ: 3, code: 3} // RFC 792
	portUnreachable6 = icmpMessage{kind: socket.PortUnreachable, typ: 1, code: 4} // RFC 4443
	tooBig4          = icmpMessage{kind: socket.PacketTooBig, typ: 3, code: 4}    // RFC 1191
	tooBig6          = icmpMessage{kind: socket.PacketTooBig, typ: 2}             // RFC 4443
	unknownProtocol6 = icmpMessage{kind: socket.Unreachable, typ: 4, code: 1}     // RFC 4443, section 3.4
)

// The codes of traceroute's letters: of destination unreachable (RFC 792 and
// RFC 1812, section 5.2.7.1) and of its ICMPv6 twin (RFC 4443, section 3.1).
var (
	markCodes4 = map[Mark]uint8{"!N": 0, "!H": 1, "!P": 2, "!S": 5, "!X": 13, "!V": 14, "!C": 15}
	markCodes6 = map[Mark]uint8{"!N": 0, "!X": 1, "!S": 2, "!H": 3}
)

// icmpMessage returns the ICMP error that traceroute would show as m.
func (m Mark) icmpMessage(is6 bool) (icmpMessage, error) {
	if mtu, ok := strings.CutPrefix(string(m), "!F"); ok {
		return tooBig(mtu, is6)
	}
	if is6 && m == "!P" {
		return unknownProtocol6, nil
	}
	codes := markCodes4
	if is6 {
		codes = markCodes6
	}
	if code, ok := codes[m]; ok {
		return unreachable(code, is6), nil
	}
	digits, ok := strings.CutPrefix(string(m), "!")
	code, err := strconv.ParseUint(digits, 10, 8)
	if !ok || err != nil {
		return icmpMessage{}, fmt.Errorf("%q is not a mark of an unreachable such as !X, !F-1400 or !13", string(m))
	}
	return unreachable(uint8(code), is6), nil
}

// unreachable returns the destination unreachable of the code, whose kind
// depends on what the code says.
func unreachable(code uint8, is6 bool) icmpMessage {
	e := icmpMessage{kind: socket.Unreachable, typ: 3, code: code}
	if is6 {
		e.typ = 1
	}
	for _, known := range []icmpMessage{portUnreachable4, portUnreachable6, tooBig4} {
		if known.typ == e.typ && known.code == e.code {
			return known
		}
	}
	return e
}

// tooBig returns packet too big for what follows "!F" in a mark: "-" and the
// MTU, or nothing where the router does not tell.
func tooBig(suffix string, is6 bool) (icmpMessage, error) {
	e := tooBig4
	if is6 {
		e = tooBig6
	}
	if suffix == "" {
		return e, nil
	}
	digits, ok := strings.CutPrefix(suffix, "-")
	mtu, err := strconv.ParseUint(digits, 10, 16)
	if !ok || err != nil {
		return icmpMessage{}, fmt.Errorf("%q has no MTU", "!F"+suffix)
	}
	e.mtu = int(mtu)
	return e, nil
}
