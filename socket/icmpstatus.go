package socket

import (
	"time"

	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

// IP_STATUS codes of the ICMP API of Windows (ipexport.h). Some numbers mean one
// thing in IPv4 and another in IPv6, after the codes of destination unreachable
// in each.
const (
	ipSuccess               = 0
	ipDestNetUnreachable    = 11002 // IPv6: no route to destination
	ipDestHostUnreachable   = 11003 // IPv6: address unreachable
	ipDestProtUnreachable   = 11004 // IPv6: administratively prohibited
	ipDestPortUnreachable   = 11005
	ipPacketTooBig          = 11009
	ipReqTimedOut           = 11010
	ipBadRoute              = 11012
	ipTTLExpiredTransit     = 11013
	ipTTLExpiredReassembly  = 11014
	ipParamProblem          = 11015
	ipSourceQuench          = 11016
	ipBadDestination        = 11018
	ipDestUnreachable       = 11040
	ipTimeExceeded          = 11041
	ipBadHeader             = 11042
	ipUnrecognizedNextHead  = 11043
	ipICMPError             = 11044
	ipDestScopeMismatch     = 11045
	ipGeneralFailure        = 11050
	errorInvalidParameter   = 87
	errorCallNotImplemented = 120
	errorInvalidNetname     = 1214
)

// An icmpMeaning is the ICMP message that a status stands for.
type icmpMeaning struct{ typ, code uint8 }

const (
	unreachable4 = uint8(ipv4.ICMPTypeDestinationUnreachable)
	exceeded4    = uint8(ipv4.ICMPTypeTimeExceeded)
	problem4     = uint8(ipv4.ICMPTypeParameterProblem)
	unreachable6 = uint8(ipv6.ICMPTypeDestinationUnreachable)
	tooBig6      = uint8(ipv6.ICMPTypePacketTooBig)
	exceeded6    = uint8(ipv6.ICMPTypeTimeExceeded)
	problem6     = uint8(ipv6.ICMPTypeParameterProblem)
)

// Codes are those of RFC 792 and RFC 1122, section 3.2.2.1. A status that several
// ICMP messages lead to has the commonest: host unreachable is also what Windows
// says of administratively prohibited.
var icmpMeanings4 = map[uint32]icmpMeaning{
	ipSuccess:              {uint8(ipv4.ICMPTypeEchoReply), 0},
	ipDestNetUnreachable:   {unreachable4, 0},
	ipDestHostUnreachable:  {unreachable4, 1},
	ipDestProtUnreachable:  {unreachable4, 2},
	ipDestPortUnreachable:  {unreachable4, codePortUnreachable4},
	ipPacketTooBig:         {unreachable4, codeFragNeeded4},
	ipBadRoute:             {unreachable4, 5},
	ipBadDestination:       {unreachable4, 7},
	ipDestUnreachable:      {unreachable4, 1},
	ipTTLExpiredTransit:    {exceeded4, codeTTLExceeded},
	ipTTLExpiredReassembly: {exceeded4, 1},
	ipTimeExceeded:         {exceeded4, codeTTLExceeded},
	ipParamProblem:         {problem4, 0},
}

// Codes are those of RFC 4443, sections 3.1 to 3.4.
var icmpMeanings6 = map[uint32]icmpMeaning{
	ipSuccess:              {uint8(ipv6.ICMPTypeEchoReply), 0},
	ipDestNetUnreachable:   {unreachable6, 0},
	ipDestProtUnreachable:  {unreachable6, 1},
	ipDestScopeMismatch:    {unreachable6, 2},
	ipDestHostUnreachable:  {unreachable6, 3},
	ipBadRoute:             {unreachable6, 3},
	ipBadDestination:       {unreachable6, 3},
	ipDestUnreachable:      {unreachable6, 3},
	ipDestPortUnreachable:  {unreachable6, codePortUnreachable6},
	ipPacketTooBig:         {tooBig6, 0},
	ipTTLExpiredTransit:    {exceeded6, codeTTLExceeded},
	ipTTLExpiredReassembly: {exceeded6, 1},
	ipTimeExceeded:         {exceeded6, codeTTLExceeded},
	ipParamProblem:         {problem6, 0},
	ipBadHeader:            {problem6, 0},
	ipUnrecognizedNextHead: {problem6, 1},
	ipICMPError:            {unreachable6, 3},
}

// meaning returns the ICMP message that a status stands for.
func meaning(v6 bool, status uint32) (icmpMeaning, bool) {
	if v6 {
		m, ok := icmpMeanings6[status]
		return m, ok
	}
	m, ok := icmpMeanings4[status]
	return m, ok
}

// An outcome is what became of an echo request: a reply, silence, or an error of
// this machine.
type outcome struct {
	reply Reply         // all of it but Token and RTT; Kind is zero: nobody answered
	rtt   time.Duration // as the system takes it, whole milliseconds
	err   error         // the request never left, or the reply could not be read
}

// outcomeOf says what became of a request. count is what parsing the reply
// buffer returned, and where that is zero, code is the error. A buffer without a
// reply may claim success all the same, so it is not looked at.
func outcomeOf(v6 bool, count, code uint32, b []byte) outcome {
	if count == 0 {
		return outcome{err: failed(code)}
	}
	e, ok := parseEchoReply(v6, b)
	if !ok {
		return outcome{err: failed(ipGeneralFailure)}
	}
	m, ok := meaning(v6, e.status)
	if !ok || !e.from.IsValid() {
		return outcome{err: failed(e.status)}
	}
	r := Reply{From: e.from, ICMPType: m.typ, ICMPCode: m.code}
	if e.status == ipSuccess {
		r.Kind = EchoReply
	} else if k, ok := classify(v6, m.typ, m.code); ok {
		r.Kind = k
	}
	return outcome{reply: r, rtt: time.Duration(e.ms) * time.Millisecond}
}

// failed returns the error of a request that brought no reply; nil where that is
// all that there is to say.
func failed(code uint32) error {
	if code == ipReqTimedOut || code == ipSourceQuench {
		return nil
	}
	return winError(code)
}
