package simnet

import (
	"cmp"
	"net/netip"

	"ftr/socket"
)

// What the TTL of an answer is when it is sent: routers take the most there is,
// hosts what RFC 1700 recommends.
const (
	routerTTL = 255
	hostTTL   = 64
)

// answer returns what the destination says to a probe, if anything. Manners
// apply later.
func (d *Dest) answer(p Packet, hops int) (Answer, bool) {
	a := Answer{From: d.Addr, TTL: max(hostTTL-hops, 1)}
	if d.Unreachable != "" {
		a.refuse(d.Unreachable)
		return a, true
	}
	if !a.respond(p, d.Manner(p.Proto, p.DstPort)) {
		return Answer{}, false
	}
	if a.Kind == socket.PortUnreachable || a.Kind == socket.EchoReply {
		a.From = cmp.Or(d.From, d.Addr)
	}
	return a, true
}

// answer returns what the router says to the probe that ends at it after turn
// others did. Manners apply later.
func (h *Hop) answer(p Packet, e end, turn int) (Answer, bool) {
	if e.fate == caught {
		return impersonate(p, e)
	}
	if len(h.Addrs) == 0 {
		return Answer{}, false
	}
	a := Answer{From: h.choose(p, e.index, turn), TTL: routerTTL - e.index}
	switch e.fate {
	case arrived:
		a.From = p.Dst
		return a, a.respond(p, routerManner(p.Proto))
	case tooLong:
		a.say(byFamily(p.Dst, tooBig4, tooBig6))
		a.MTU = h.told()
	case rejected:
		r, _ := h.Rule(p.Proto)
		r.reject(&a, p)
	case refused:
		a.refuse(h.Unreachable)
	default:
		a.say(byFamily(p.Dst, timeExceeded4, timeExceeded6))
	}
	return a, true
}

// impersonate returns what an interceptor says in the destination's name: that
// TCP ports and name servers listen, and others do not.
func impersonate(p Packet, e end) (Answer, bool) {
	a := Answer{From: p.Dst, TTL: max(hostTTL-e.index, 1)}
	m := Closed
	if p.Proto == socket.TCP || p.Query {
		m = Open
	}
	return a, a.respond(p, m)
}

// routerManner returns what routers do about probes that are for them.
func routerManner(p socket.Protocol) Manner {
	if p == socket.ICMP {
		return Echo
	}
	return Closed
}

// choose returns the router that a packet meets. The index of the hop goes into
// the choice, so that two hops do not always choose alike.
func (h *Hop) choose(p Packet, index, turn int) netip.Addr {
	n := uint64(len(h.Addrs))
	if h.Balance == PerPacket {
		return h.Addrs[uint64(turn)%n]
	}
	return h.Addrs[mix(p.FlowHash+uint64(index))%n]
}

// respond makes a what a host sends to a probe that is for it, or returns false
// where it sends nothing.
func (a *Answer) respond(p Packet, m Manner) bool {
	switch {
	case m == Silent:
		return false
	case p.Proto == socket.ICMP:
		a.say(byFamily(p.Dst,
			icmpMessage{kind: socket.EchoReply},            // RFC 792
			icmpMessage{kind: socket.EchoReply, typ: 129})) // RFC 4443, section 4.2
	case p.Proto == socket.UDP && m == Open && p.DstPort == dnsPort && !p.Query:
		return false
	case p.Proto == socket.UDP && m == Open:
		a.Kind = socket.Data
	case p.Proto == socket.UDP:
		a.say(byFamily(p.Dst, portUnreachable4, portUnreachable6))
	case p.Proto == socket.TCP && !p.SYN:
		return false // it belongs to a connection, which no one here keeps
	case p.Proto == socket.TCP && m == Open:
		a.Kind = socket.SynAck
	case p.Proto == socket.TCP:
		a.Kind = socket.Reset
	default:
		return false
	}
	return true
}

// refuse makes a the unreachable that the mark stands for.
func (a *Answer) refuse(m Mark) {
	e, _ := m.icmpMessage(a.From.Is6()) // checked by Parse
	a.say(e)
}

func (a *Answer) say(m icmpMessage) {
	a.Kind, a.Type, a.Code, a.MTU = m.kind, m.typ, m.code, m.mtu
}

// isError reports whether a is an ICMP error, which quotes the probe.
func (a *Answer) isError() bool {
	switch a.Kind {
	case socket.TimeExceeded, socket.PortUnreachable, socket.Unreachable, socket.PacketTooBig:
		return true
	}
	return false
}

// Extended reports whether a is an ICMP error with extensions, for which ICMPv6's
// packet too big has no room (RFC 4884, section 4).
func (a *Answer) Extended() bool {
	return a.isError() && len(a.MPLS)+len(a.Interfaces) > 0 &&
		(a.Kind != socket.PacketTooBig || a.From.Is4())
}

// limited reports whether Linux limits answers such as a: all errors but packet
// too big (icmpv4_mask_allow, icmpv6_mask_allow).
func (a *Answer) limited() bool { return a.isError() && a.Kind != socket.PacketTooBig }

func byFamily(dst netip.Addr, v4, v6 icmpMessage) icmpMessage {
	if dst.Is6() {
		return v6
	}
	return v4
}

// mix spreads a hash over all its bits (the finalizer of SplitMix64).
func mix(h uint64) uint64 {
	h += 0x9e3779b97f4a7c15
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}
