package simnet

import (
	"fmt"
	"testing"

	"ftr/socket"
)

func TestAFirewallLooksAtTheProtocol(t *testing.T) {
	const expired = "81.2.64.3 11/0 3ms ttl=253 quote=1"
	for _, tt := range []struct {
		name, opts string
		proto      socket.Protocol
		behind     string // what comes for a TTL that would be over one hop later
		must       string // TTLs
	}{
		{"drops", "block=udp", socket.UDP, "", "[1 2 3]"},
		{"drops one of several", "block=tcp,udp", socket.UDP, "", "[1 2 3]"},
		{"drops something else", "block=tcp", socket.UDP, "81.2.64.4 11/0 4ms ttl=252 quote=1", "[1 2 3 4 5]"},
		{"rejects as iptables does", "reject=udp", socket.UDP, "81.2.64.3 3/3 3ms ttl=253 quote=2", "[1 2 3]"},
		{"rejects ICMP so too", "reject=udp,icmp", socket.ICMP, "81.2.64.3 3/3 3ms ttl=253 quote=2", "[1 2 3]"},
		{"rejects with a mark", "reject=udp/!X", socket.UDP, "81.2.64.3 3/13 3ms ttl=253 quote=2", "[1 2 3]"},
		{"rejects something else", "reject=tcp/reset", socket.UDP, "81.2.64.4 11/0 4ms ttl=252 quote=1", "[1 2 3 4 5]"},
		{"resets in the destination's name", "reject=tcp/reset", socket.TCP, "142.251.46.174 0/0 3ms ttl=253", "[1 2 3 4]"},
		{"answers for the destination", "intercept=icmp,tcp", socket.ICMP, "142.251.46.174 0/0 3ms ttl=62", "[1 2 3 4]"},
		{"takes connections", "intercept=icmp,tcp", socket.TCP, "142.251.46.174 0/0 3ms ttl=62", "[1 2 3 4]"},
		{"says that no one listens", "intercept=udp", socket.UDP, "142.251.46.174 3/3 3ms ttl=62 quote=2", "[1 2 3 4]"},
		{"intercepts something else", "intercept=udp", socket.TCP, "81.2.64.4 11/0 4ms ttl=252 quote=1", "[1 2 3 4 5]"},
		{"dropping comes first", "reject=tcp/reset block=tcp", socket.TCP, "", "[1 2 3]"},
	} {
		n := start(t, path, tt.opts, "")
		if got := describe(n.Receive(epoch, n.packet(tt.proto, 3))); got != expired {
			t.Errorf("%s: TTL 3: got %q, want %q", tt.name, got, expired)
		}
		if got := describe(n.Receive(epoch, n.packet(tt.proto, 4))); got != tt.behind {
			t.Errorf("%s: TTL 4: got %q, want %q", tt.name, got, tt.behind)
		}
		if got := fmt.Sprint(n.world.Truth(tt.proto).Must); got != tt.must {
			t.Errorf("%s: TTLs %s answer, want %s", tt.name, got, tt.must)
		}
	}
}

func TestASilentRouterInterceptsToo(t *testing.T) {
	n := start(t, "source 10.0.0.50\nhop 10.0.0.1\nhop * intercept=udp rtt=2ms\nhop 10.0.0.3\ndest 192.0.2.1")
	checkAnswers(t, n, socket.UDP, "10.0.0.1 11/0 0s ttl=255 quote=1", "",
		"192.0.2.1 3/3 2ms ttl=63 quote=2", "192.0.2.1 3/3 2ms ttl=63 quote=3", "192.0.2.1 3/3 2ms ttl=63 quote=4", "192.0.2.1 3/3 2ms ttl=63 quote=5")
	query := n.packet(socket.UDP, 9)
	query.DstPort, query.Query = dnsPort, true
	if got := n.Receive(epoch, query); len(got) != 1 || got[0].Kind != socket.Data {
		t.Errorf("a DNS query: got %+v, want data", got)
	}
	p := n.packet(socket.UDP, 9)
	p.Dst = addr("10.0.0.3")
	if got, want := describe(n.Receive(epoch, p)), "10.0.0.3 3/3 0s ttl=253 quote=7"; got != want {
		t.Errorf("to the router behind: got %q, want %q", got, want)
	}
}

func TestAFirewallLeavesItsRouterAlone(t *testing.T) {
	n := start(t, path, "block=icmp", "")
	p := n.packet(socket.ICMP, 64)
	p.Dst = addr("81.2.64.3")
	if got, want := describe(n.Receive(epoch, p)), "81.2.64.3 0/0 3ms ttl=253"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWhoRejectsIsShownOnceMore(t *testing.T) {
	n := start(t, path, "reject=udp", "")
	truth := n.world.Truth(socket.UDP)
	if got := fmt.Sprint(truth.Shows[3], truth.Shows[4], truth.Shows[5]); got != "[81.2.64.3] [81.2.64.3] []" {
		t.Errorf("shows %s", got)
	}
}

func TestRejectSpeaksICMPv6(t *testing.T) {
	n := start(t, path6, "reject=udp", "")
	if got, want := describe(n.Receive(epoch, n.packet(socket.UDP, 5))), "2a00::3 1/4 3ms ttl=253 quote=3"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
