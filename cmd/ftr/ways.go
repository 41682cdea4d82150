package main

import (
	"fmt"

	"ftr/socket"
)

// A way is how to send probes, and what it asks of a system.
type way struct {
	protocol socket.Protocol
	mode     socket.Mode
	how      string // what the probes go through
	needs    string // of Linux
	limits   string // against the same protocol by raw sockets
}

// ways lists what socket.Open knows, the preferred mode of a protocol first.
// Messages, and the README's table, are made of it.
var ways = []way{
	{
		socket.ICMP, socket.Raw, "raw socket", "root or CAP_NET_RAW",
		"none",
	},
	{
		socket.ICMP, socket.Datagram, "ping socket", "a group in sysctl net.ipv4.ping_group_range",
		"NAT and rewritten TOS are not seen",
	},
	{
		socket.UDP, socket.Raw, "UDP socket, and a raw one for the answers", "root or CAP_NET_RAW",
		"hosts limit their answers, so a second trace to one within seconds may take a second longer",
	},
	{
		socket.UDP, socket.Datagram, "UDP socket and its error queue", "nothing",
		"as by raw sockets; NAT and rewritten TOS are not seen; routers that quote eight bytes only are asked again with another flow",
	},
	{
		socket.TCP, socket.Raw, "raw socket", "root or CAP_NET_RAW",
		"none",
	},
	{
		socket.TCP, socket.Datagram, "connect and its error queue", "nothing",
		"each probe is a flow of its own; its size and ECN bits are the kernel's, so there is no path MTU; NAT and rewritten TOS are not seen; a closed port's RTT has no kernel stamp",
	},
}

// needs returns what a protocol by a kind of socket needs; AnyMode: what any
// kind of socket would do.
func needs(p socket.Protocol, m socket.Mode) string {
	text := ""
	for _, w := range ways {
		switch {
		case w.protocol != p || m != socket.AnyMode && w.mode != m:
		case text == "":
			text = w.needs
		default:
			text = fmt.Sprintf("%s, or %s", text, w.needs)
		}
	}
	return text
}
