package socket

import (
	"runtime"
	"slices"
)

// A System tells users of an operating system what probing takes there.
type System struct {
	Name string // for people, as in "macOS"
	Ways []Way  // that Open knows there, the preferred mode of a protocol first

	// RawSYN says that with privilege a TCP probe is a packet of our own. Elsewhere
	// it is a connection that the system opens, with a SYN of one size.
	RawSYN bool

	// Commands to advise. %s stands for what each is about; empty: there is none.
	Grant      string // permits raw sockets to the program with a path, or runs it with them
	Route      string // shows the way to an address
	RouteFrom  string // shows that to an address from another one
	Interfaces string // shows the network interfaces and their addresses
	Firewall   string // shows what the local firewall forbids

	goos []string
}

// A Way is a protocol by a kind of socket.
type Way struct {
	Protocol Protocol
	Mode     Mode
	By       string // what the probes go through
	Needs    string // privilege that it takes; "nothing" where it takes none
	Limits   string // what it does not show, or else
}

// ThisSystem returns the System that the program runs on. Of one that is not
// supported Ways is empty.
func ThisSystem() System { return systemOf(runtime.GOOS) }

// Systems returns all Systems that are supported.
func Systems() []System { return slices.Clone(allSystems) }

func systemOf(goos string) System {
	for _, s := range allSystems {
		if slices.Contains(s.goos, goos) {
			return s
		}
	}
	return System{Name: goos}
}

// Way returns how a protocol by a kind of socket is sent on the system. For AnyMode
// that is the first way of the protocol.
func (s System) Way(p Protocol, m Mode) (Way, bool) {
	for _, w := range s.Ways {
		if w.Protocol == p && (m == AnyMode || w.Mode == m) {
			return w, true
		}
	}
	return Way{}, false
}

var allSystems = []System{
	{
		Name: "Linux", goos: []string{"linux"}, RawSYN: true,
		Grant: "sudo setcap cap_net_raw+ep %s", Route: "ip route get %s", RouteFrom: "ip route get %s from %s", Interfaces: "ip address", Firewall: "nft list ruleset",
		Ways: []Way{
			{ICMP, Raw, "raw socket", "root or CAP_NET_RAW", "none"},
			{
				ICMP, Datagram, "ping socket", "a group in sysctl net.ipv4.ping_group_range",
				"NAT and rewritten TOS are not seen",
			},
			{
				UDP, Raw, "UDP socket, and a raw one for the answers", "root or CAP_NET_RAW",
				"hosts limit their answers, so a second trace to one within seconds may take a second longer",
			},
			{
				UDP, Datagram, "UDP socket and its error queue", "nothing",
				"as by raw sockets; NAT and rewritten TOS are not seen; routers that quote eight bytes only are asked again with another flow",
			},
			{TCP, Raw, "raw socket", "root or CAP_NET_RAW", "none"},
			{
				TCP, Datagram, "connect and its error queue", "nothing",
				"each probe is a flow of its own; its size and ECN bits are the kernel's, so there is no path MTU; NAT and rewritten TOS are not seen; a closed port's RTT has no kernel stamp",
			},
		},
	},
	{
		Name: "macOS", goos: []string{"darwin"},
		Grant: "sudo %s", Route: "route -n get %s", Interfaces: "ifconfig", Firewall: "sudo pfctl -s rules",
		Ways: []Way{
			waysOfBSD[0],
			{ICMP, Datagram, "ping socket", "nothing", "none"},
			waysOfBSD[1],
			{UDP, Datagram, "UDP socket, and a ping socket for the answers", "nothing", "IPv6 only; hosts limit their answers"},
			waysOfBSD[2],
			{TCP, Datagram, "connect, and a ping socket for the answers", "nothing", "as by raw sockets"},
		},
	},
	{
		Name: "FreeBSD, OpenBSD, NetBSD, DragonFly BSD", goos: []string{"freebsd", "openbsd", "netbsd", "dragonfly"},
		Grant: "sudo %s", Route: "route -n get %s", Interfaces: "ifconfig", Firewall: "pfctl -s rules",
		Ways: waysOfBSD,
	},
	{
		Name: "Windows", goos: []string{"windows"},
		Route: "Find-NetRoute -RemoteIPAddress %s", Interfaces: "ipconfig", Firewall: "Get-NetFirewallRule",
		Ways: []Way{{
			ICMP, Datagram, "ICMP API", "nothing",
			"the system numbers the probes, so their checksums differ, and balancers that look at those spread them; no TOS, NAT, labels or next MTU; RTTs are exact to a millisecond",
		}},
	},
}

var waysOfBSD = []Way{
	{ICMP, Raw, "raw socket", "root", "none"},
	{UDP, Raw, "UDP socket, and raw ones", "root", "hosts limit their answers"},
	{TCP, Raw, "connect, and a raw socket for the answers", "root", "each probe is a flow of its own, of one size, and waits 0.9 s at most; a port's own answers have no kernel stamp"},
}
