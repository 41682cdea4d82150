package simnet

import (
	"fmt"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"ftr/socket"
)

// path is a path of four routers; %s are options of the third and of the
// destination.
const path = `
source 10.0.0.50
hop 10.0.0.1 rtt=1ms
hop 81.2.64.2 rtt=2ms
hop 81.2.64.3 rtt=3ms %s
hop 81.2.64.4 rtt=4ms
dest 142.251.46.174 rtt=5ms %s
`

const path6 = `
source 2001:db8::50
hop 2a00::1 rtt=1ms
hop 2a00::2 rtt=2ms
hop 2a00::3 rtt=3ms %s
hop 2a00::4 rtt=4ms
dest 2a00:1450::5 rtt=5ms %s
`

// epoch is when the tests begin.
var epoch = time.Unix(1_000_000, 0)

func start(t *testing.T, format string, args ...any) *Network {
	t.Helper()
	return mustParse(t, fmt.Sprintf(format, args...)).Start()
}

// packet is a probe to the destination.
func (n *Network) packet(p socket.Protocol, ttl int) Packet {
	return Packet{Src: n.world.Source, Dst: n.world.Dest.Addr, Proto: p, TTL: ttl, SYN: true}
}

// answers describes what comes back for one probe of each TTL from 1 to 6.
func answers(n *Network, p socket.Protocol) []string {
	var all []string
	for ttl := 1; ttl <= 6; ttl++ {
		all = append(all, describe(n.Receive(epoch, n.packet(p, ttl))))
	}
	return all
}

func describe(as []Answer) string {
	var parts []string
	for _, a := range as {
		s := fmt.Sprintf("%s %d/%d %v ttl=%d", a.From, a.Type, a.Code, a.After, a.TTL)
		if a.isError() {
			s += fmt.Sprintf(" quote=%d", a.QuoteTTL)
		}
		if a.MTU != 0 {
			s += fmt.Sprintf(" mtu=%d", a.MTU)
		}
		if a.QuoteTOS != 0 {
			s += fmt.Sprintf(" tos=%d", a.QuoteTOS)
		}
		if a.NAT != "" {
			s += " nat " + string(a.NAT)
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, "; ")
}

func checkAnswers(t *testing.T, n *Network, p socket.Protocol, want ...string) {
	t.Helper()
	for i, got := range answers(n, p) {
		if got != want[i] {
			t.Errorf("%s probe with TTL %d: got %q, want %q", p, i+1, got, want[i])
		}
	}
}

func TestReceiveAnswersWhereTheTTLEnds(t *testing.T) {
	hops := []string{
		"10.0.0.1 11/0 1ms ttl=255 quote=1",
		"81.2.64.2 11/0 2ms ttl=254 quote=1",
		"81.2.64.3 11/0 3ms ttl=253 quote=1",
		"81.2.64.4 11/0 4ms ttl=252 quote=1",
	}
	for _, tt := range []struct {
		proto      socket.Protocol
		opts       string
		dest, next string
	}{
		{socket.ICMP, "", "142.251.46.174 0/0 5ms ttl=60", "142.251.46.174 0/0 5ms ttl=60"},
		{socket.ICMP, "icmp=silent", "", ""},
		{socket.ICMP, "from=142.251.46.9", "142.251.46.9 0/0 5ms ttl=60", "142.251.46.9 0/0 5ms ttl=60"},
		{socket.ICMP, "drop=1", "", "142.251.46.174 0/0 5ms ttl=60"},
		{socket.UDP, "", "142.251.46.174 3/3 5ms ttl=60 quote=1", "142.251.46.174 3/3 5ms ttl=60 quote=2"},
		{socket.UDP, "ttl=44 from=142.251.46.9", "142.251.46.9 3/3 5ms ttl=44 quote=1", "142.251.46.9 3/3 5ms ttl=44 quote=2"},
		{socket.UDP, "limit=1/1s", "142.251.46.174 3/3 5ms ttl=60 quote=1", ""},
		{socket.UDP, "unreachable=!C", "142.251.46.174 3/15 5ms ttl=60 quote=1", "142.251.46.174 3/15 5ms ttl=60 quote=2"},
		{socket.ICMP, "limit=1/1s", "142.251.46.174 0/0 5ms ttl=60", "142.251.46.174 0/0 5ms ttl=60"},
		{socket.TCP, "from=142.251.46.9", "142.251.46.174 0/0 5ms ttl=60", "142.251.46.174 0/0 5ms ttl=60"},
	} {
		n := start(t, path, "", tt.opts)
		checkAnswers(t, n, tt.proto, append(hops[:4:4], tt.dest, tt.next)...)
	}
}

func TestReceiveSpeaksICMPv6(t *testing.T) {
	n := start(t, path6, "unreachable=!X", "")
	refused := "2a00::3 1/1 3ms ttl=253 quote=%d"
	checkAnswers(t, n, socket.ICMP,
		"2a00::1 3/0 1ms ttl=255 quote=1", "2a00::2 3/0 2ms ttl=254 quote=1", "2a00::3 3/0 3ms ttl=253 quote=1",
		fmt.Sprintf(refused, 2), fmt.Sprintf(refused, 3), fmt.Sprintf(refused, 4))
	n = start(t, path6, "", "")
	if got, want := describe(n.Receive(epoch, n.packet(socket.ICMP, 5))), "2a00:1450::5 129/0 5ms ttl=60"; got != want {
		t.Errorf("echo: got %q, want %q", got, want)
	}
	if got, want := describe(n.Receive(epoch, n.packet(socket.UDP, 5))), "2a00:1450::5 1/4 5ms ttl=60 quote=1"; got != want {
		t.Errorf("UDP: got %q, want %q", got, want)
	}
}

func TestManners(t *testing.T) {
	for _, tt := range []struct {
		opts             string
		third, beyond, d string
	}{
		{"nat", "81.2.64.3 11/0 3ms ttl=253 quote=1", "81.2.64.4 11/0 4ms ttl=252 quote=1 nat checksum", "142.251.46.174 3/3 5ms ttl=60 quote=1 nat checksum"},
		{"nat=clean", "81.2.64.3 11/0 3ms ttl=253 quote=1", "81.2.64.4 11/0 4ms ttl=252 quote=1 nat clean", "142.251.46.174 3/3 5ms ttl=60 quote=1 nat clean"},
		{"nat=address", "81.2.64.3 11/0 3ms ttl=253 quote=1", "81.2.64.4 11/0 4ms ttl=252 quote=1 nat address", "142.251.46.174 3/3 5ms ttl=60 quote=1 nat address"},
		{"tos=32", "81.2.64.3 11/0 3ms ttl=253 quote=1", "81.2.64.4 11/0 4ms ttl=252 quote=1 tos=32", "142.251.46.174 3/3 5ms ttl=60 quote=1 tos=32"},
		{"back=4", "81.2.64.3 11/0 3ms ttl=249 quote=1", "81.2.64.4 11/0 4ms ttl=252 quote=1", "142.251.46.174 3/3 5ms ttl=60 quote=1"},
		{"back=-9", "81.2.64.3 11/0 3ms ttl=255 quote=1", "81.2.64.4 11/0 4ms ttl=252 quote=1", "142.251.46.174 3/3 5ms ttl=60 quote=1"},
		{"zerottl", "81.2.64.4 11/0 4ms ttl=252 quote=0", "81.2.64.4 11/0 4ms ttl=252 quote=1", "142.251.46.174 3/3 5ms ttl=60 quote=1"},
		{"dup=1", "81.2.64.3 11/0 3ms ttl=253 quote=1; 81.2.64.3 11/0 3ms ttl=253 quote=1", "81.2.64.4 11/0 4ms ttl=252 quote=1", "142.251.46.174 3/3 5ms ttl=60 quote=1"},
		{"loss=1", "", "81.2.64.4 11/0 4ms ttl=252 quote=1", "142.251.46.174 3/3 5ms ttl=60 quote=1"},
		{"unreachable=!F-1400", "81.2.64.3 11/0 3ms ttl=253 quote=1", "81.2.64.3 3/4 3ms ttl=253 quote=2 mtu=1400", "81.2.64.3 3/4 3ms ttl=253 quote=3 mtu=1400"},
	} {
		n := start(t, path, tt.opts, "")
		all := answers(n, socket.UDP)
		if got, want := all[2:5], []string{tt.third, tt.beyond, tt.d}; !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %q\nwant %q", tt.opts, got, want)
		}
	}
}

func TestReceiveFillsTheRestOfAnAnswer(t *testing.T) {
	n := start(t, path, "quote=8 mpls=24001/1/2 unreachable=!F-1400", "")
	p := n.packet(socket.UDP, 4)
	p.TOS = 8
	got := n.Receive(epoch, p)
	want := []Answer{{
		After: 3 * time.Millisecond, From: addr("81.2.64.3"), Kind: socket.PacketTooBig, Type: 3, Code: 4,
		TTL: 253, MTU: 1400, QuoteTTL: 2, QuoteTOS: 8, Quote: 8,
		MPLS: []socket.Label{{Label: 24001, Exp: 1, TTL: 2, Bottom: true}},
	}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestTCPAnswersByThePort(t *testing.T) {
	for opts, want := range map[string]socket.Kind{"": socket.SynAck, "tcp=open": socket.SynAck, "tcp=closed": socket.Reset} {
		n := start(t, path, "", opts)
		if got := n.Receive(epoch, n.packet(socket.TCP, 9)); len(got) != 1 || got[0].Kind != want {
			t.Errorf("%q: got %+v, want kind %d", opts, got, want)
		}
	}
}

func TestLoopTakesLongerEachRound(t *testing.T) {
	n := start(t, path+"loop 2 4", "", "")
	checkAnswers(t, n, socket.ICMP,
		"10.0.0.1 11/0 1ms ttl=255 quote=1", "81.2.64.2 11/0 2ms ttl=254 quote=1",
		"81.2.64.3 11/0 3ms ttl=253 quote=1", "81.2.64.4 11/0 4ms ttl=252 quote=1",
		"81.2.64.2 11/0 4ms ttl=254 quote=1", "81.2.64.3 11/0 5ms ttl=253 quote=1")
}

func TestLoopOfRoutersThatForwardEverythingLosesThePacket(t *testing.T) {
	n := start(t, "source 10.0.0.50\nhop 10.0.0.1 zerottl\nloop 1 1\ndest 192.0.2.1")
	if got := n.Receive(epoch, n.packet(socket.ICMP, 3)); got != nil {
		t.Errorf("got %v", got)
	}
}

func TestRoutersLimitEachPeerLikeLinux(t *testing.T) {
	n := start(t, path, "limit=6/1s", "")
	other := n.packet(socket.ICMP, 3)
	other.Src = addr("10.0.0.51")
	count := func(at time.Duration, p Packet, probes int) (answered int) {
		for range probes {
			answered += len(n.Receive(epoch.Add(at), p))
		}
		return answered
	}
	for _, tt := range []struct {
		at     time.Duration
		packet Packet
		want   int
	}{
		{0, n.packet(socket.ICMP, 3), 6},
		{0, other, 6},
		{999 * time.Millisecond, n.packet(socket.ICMP, 3), 0},
		{time.Second, n.packet(socket.ICMP, 3), 1},
		{3500 * time.Millisecond, n.packet(socket.ICMP, 3), 2},
		{4 * time.Second, n.packet(socket.ICMP, 3), 1},
		{time.Hour, n.packet(socket.ICMP, 3), 6},
	} {
		if got := count(tt.at, tt.packet, 10); got != tt.want {
			t.Errorf("after %v %s got %d of 10 answers, want %d", tt.at, tt.packet.Src, got, tt.want)
		}
	}
}

func TestPacketTooBigIsNotLimited(t *testing.T) {
	n := start(t, path, "limit=1/1s unreachable=!F-1400", "")
	for i := range 3 {
		if got := n.Receive(epoch, n.packet(socket.ICMP, 9)); len(got) != 1 {
			t.Errorf("probe %d: got %v", i, got)
		}
	}
}

func TestBalance(t *testing.T) {
	const two = "source 10.0.0.50\nhop 10.0.0.1,10.0.0.2 balance=%s\nhop 10.0.1.1,10.0.1.2 balance=%[1]s\ndest 192.0.2.1"
	pairs := func(n *Network) map[[2]netip.Addr]int {
		count := make(map[[2]netip.Addr]int)
		for flow := range 400 {
			p, q := n.packet(socket.ICMP, 1), n.packet(socket.ICMP, 2)
			p.FlowHash, q.FlowHash = uint64(flow/4), uint64(flow/4)
			count[[2]netip.Addr{n.Receive(epoch, p)[0].From, n.Receive(epoch, q)[0].From}]++
		}
		return count
	}
	byFlow := pairs(start(t, two, "flow"))
	for pair, n := range byFlow {
		if n%4 != 0 || n < 40 {
			t.Errorf("%v is the path of %d packets of 400 in flows of 4", pair, n)
		}
	}
	if len(byFlow) != 4 {
		t.Errorf("%d of 4 paths are used", len(byFlow))
	}
	byPacket := pairs(start(t, two, "packet"))
	want := map[[2]netip.Addr]int{{addr("10.0.0.1"), addr("10.0.1.1")}: 200, {addr("10.0.0.2"), addr("10.0.1.2")}: 200}
	if !reflect.DeepEqual(byPacket, want) {
		t.Errorf("per packet: got %v, want %v", byPacket, want)
	}
}

func TestOtherDestinations(t *testing.T) {
	n := start(t, path, "", "")
	for _, tt := range []struct {
		dst  string
		ttl  int
		want string
	}{
		{"192.0.2.1", 1, "10.0.0.1 11/0 1ms ttl=255 quote=1"},
		{"192.0.2.1", 2, ""},
		{"192.0.2.1", 30, ""},
		{"81.2.64.3", 2, "81.2.64.2 11/0 2ms ttl=254 quote=1"},
		{"81.2.64.3", 9, "81.2.64.3 0/0 3ms ttl=253"},
		{"2001:db8::1", 1, ""},
		{"142.251.46.174", 0, ""},
	} {
		p := n.packet(socket.ICMP, tt.ttl)
		p.Dst = addr(tt.dst)
		if got := describe(n.Receive(epoch, p)); got != tt.want {
			t.Errorf("%s with TTL %d: got %q, want %q", tt.dst, tt.ttl, got, tt.want)
		}
	}
}

func TestChanceFollowsTheSeed(t *testing.T) {
	run := func(seed ...uint64) string {
		w := mustParse(t, fmt.Sprintf(path, "loss=0.5 jitter=3ms", ""))
		n := w.Start(seed...)
		var all []string
		lost := 0
		for range 1000 {
			as := n.Receive(epoch, n.packet(socket.ICMP, 3))
			if len(as) == 0 {
				lost++
			} else if d := as[0].After; d < 3*time.Millisecond || d > 6*time.Millisecond {
				t.Errorf("answered after %v", d)
			}
			all = append(all, describe(as))
		}
		if lost < 450 || lost > 550 {
			t.Errorf("lost %d of 1000", lost)
		}
		return strings.Join(all, "\n")
	}
	seven, again := run(7), run(7)
	if run() != run(0) || seven != again || seven == run(8) {
		t.Error("the seed does not decide")
	}
}
