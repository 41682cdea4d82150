package trace

import (
	"fmt"

	"ftr/socket"
)

// Mark returns traceroute's annotation of a reply to a probe of the path:
// "!H", "!X" and so on (traceroute(8)) where it says that the target cannot be
// reached, else nothing.
func (p Path) Mark(r socket.Reply) string {
	if refusal(r, p.Target) {
		return mark(r)
	}
	return ""
}

// mark returns traceroute's annotation of a refusal.
func mark(r socket.Reply) string {
	if r.Kind == socket.PacketTooBig {
		return fmt.Sprintf("!F-%d", r.MTU)
	}
	marks := marks6
	if r.From.Is4() {
		marks = marks4
	}
	if m, ok := marks[[2]uint8{r.ICMPType, r.ICMPCode}]; ok {
		return m
	}
	if r.From.Is4() && r.ICMPType == 3 || r.From.Is6() && r.ICMPType == 1 {
		return fmt.Sprintf("!<%d>", r.ICMPCode)
	}
	return fmt.Sprintf("!<%d-%d>", r.ICMPType, r.ICMPCode)
}

// marks4 holds the annotations by ICMP type and code (RFC 792, RFC 1122
// section 3.2.2.1, RFC 1812 section 5.2.7.1).
var marks4 = map[[2]uint8]string{
	{3, 0}:  "!N", // net unreachable
	{3, 1}:  "!H", // host unreachable
	{3, 2}:  "!P", // protocol unreachable
	{3, 5}:  "!S", // source route failed
	{3, 6}:  "!N", // destination network unknown
	{3, 7}:  "!H", // destination host unknown
	{3, 9}:  "!X", // network administratively prohibited
	{3, 10}: "!X", // host administratively prohibited
	{3, 11}: "!N", // network unreachable for type of service
	{3, 12}: "!H", // host unreachable for type of service
	{3, 13}: "!X", // communication administratively prohibited
	{3, 14}: "!V", // host precedence violation
	{3, 15}: "!C", // precedence cutoff in effect
}

// marks6 holds the annotations by ICMPv6 type and code (RFC 4443, section 3).
var marks6 = map[[2]uint8]string{
	{1, 0}: "!N", // no route to destination
	{1, 1}: "!X", // administratively prohibited
	{1, 2}: "!H", // beyond scope of source address
	{1, 3}: "!H", // address unreachable
	{1, 5}: "!X", // source address failed ingress or egress policy
	{1, 6}: "!X", // reject route to destination
	{4, 1}: "!P", // unrecognized next header
}
