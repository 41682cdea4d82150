package trace

import (
	"net/netip"
	"testing"

	"ftr/socket"
)

// What each kind of reply says of its probe: it arrived, it was refused, or
// neither.
func TestKindsOfReplies(t *testing.T) {
	const (
		onTheWay = iota
		there
		refused
	)
	six := v6("2001:db8::1")
	protocol4 := icmp(socket.Unreachable, 3, 2, target, 0)
	protocol6 := icmp(socket.Unreachable, 4, 1, six, 0)
	tests := []struct {
		name   string
		r      socket.Reply
		target netip.Addr
		want   int
	}{
		{"no reply", socket.Reply{}, target, onTheWay},
		{"a router's time exceeded", at(1), target, onTheWay},
		{"the target's time exceeded", expired(target, 0), target, there},
		{"an echo reply", echo(), target, there},
		{"an echo reply from another address", icmp(socket.EchoReply, 0, 0, router(1), 0), target, there},
		{"the target's port unreachable", closedPort, target, there},
		{"a firewall's port unreachable", icmp(socket.PortUnreachable, 3, 3, router(1), 0), target, refused},
		{"the target's protocol unreachable", protocol4, target, there},
		{"the target's protocol unreachable by IPv6", protocol6, six, there},
		{"a firewall's protocol unreachable", icmp(socket.Unreachable, 3, 2, router(1), 0), target, refused},
		{"another unreachable of the target", prohibited(target, 0), target, refused},
		{"a parameter problem", icmp(socket.Unreachable, 12, 0, target, 0), target, refused},
		{"a router's unreachable", prohibited(router(1), 0), target, refused},
		{"a link that is too narrow", icmp(socket.PacketTooBig, 3, 4, router(1), 0), target, refused},
		{"an open port", socket.Reply{Kind: socket.SynAck, From: target}, target, there},
		{"an open port of someone else", socket.Reply{Kind: socket.SynAck, From: router(1)}, target, onTheWay},
		{"a closed port", socket.Reply{Kind: socket.Reset, From: target}, target, there},
		{"a closed port of someone else", socket.Reply{Kind: socket.Reset, From: router(1)}, target, onTheWay},
		{"a datagram", socket.Reply{Kind: socket.Data, From: target}, target, there},
		{"a datagram of someone else", socket.Reply{Kind: socket.Data, From: router(1)}, target, onTheWay},
		{"an error that names no probe", icmp(socket.Ambiguous, 3, 3, target, 0), target, onTheWay},
	}
	for _, tt := range tests {
		got := onTheWay
		if arrived(tt.r, tt.target) {
			got += there
		}
		if refusal(tt.r, tt.target) {
			got += refused
		}
		if got != tt.want {
			t.Errorf("%s counts as %d, want %d (1: arrival, 2: refusal)", tt.name, got, tt.want)
		}
	}
}

// A RST in the destination's name is the destination's, as far as a packet can
// tell: a firewall that rejects so ends the path as reached.
func TestAResetInTheDestinationsNameIsArrival(t *testing.T) {
	reset := socket.Reply{Kind: socket.Reset, From: target, RTT: 15 * ms}
	d := path(eleven...).when(behind(6), reset).run(t, Options{}, socket.TCP)
	if d.stop != StopReached || hops(d.path) != "1 2 3 4 5 6 D" {
		t.Errorf("stopped with %q, hops %s; want reached, 1 2 3 4 5 6 D", d.stop, hops(d.path))
	}
}

func TestDefaults(t *testing.T) {
	o := Options{Target: target}.withDefaults(0)
	if o.FirstTTL != 1 || o.MaxTTL != 30 || o.Queries != 1 {
		t.Errorf("TTLs %d to %d, %d queries; want 1 to 30 as other tools, and one query", o.FirstTTL, o.MaxTTL, o.Queries)
	}
	if err := o.check(); err != nil {
		t.Errorf("the defaults make no trace: %v", err)
	}
}
