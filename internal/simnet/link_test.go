package simnet

import (
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"

	"ftr/socket"
)

// long is a probe of a length that may not be cut.
func (n *Network) long(length, ttl int) Packet {
	p := n.packet(socket.UDP, ttl)
	p.Len, p.DontFragment = length, true
	return p
}

func TestALinkRefusesWhatIsTooLong(t *testing.T) {
	const passes = "142.251.46.174 3/3 5ms ttl=60 quote=1"
	for _, tt := range []struct {
		name, opts string
		length     int
		ttl        int
		cut        bool // may be
		want       string
	}{
		{"fits", "mtu=1400", 1400, 5, false, passes},
		{"too long", "mtu=1400", 1401, 5, false, "81.2.64.3 3/4 3ms ttl=253 quote=3 mtu=1400"},
		{"too long, but may be cut", "mtu=1400", 1401, 5, true, passes},
		{"too long, but its TTL is over", "mtu=1400", 1401, 3, false, "81.2.64.3 11/0 3ms ttl=253 quote=1"},
		{"too long with TTL for one more hop", "mtu=1400", 1401, 4, false, "81.2.64.3 3/4 3ms ttl=253 quote=2 mtu=1400"},
		{"of unknown length", "mtu=1400", 0, 5, false, passes},
		{"black hole", "mtu=1400 blackhole", 1401, 5, false, ""},
		{"what fits passes a black hole", "mtu=1400 blackhole", 1400, 5, false, passes},
		{"a black hole tells TTLs", "mtu=1400 blackhole", 1401, 3, false, "81.2.64.3 11/0 3ms ttl=253 quote=1"},
		{"old router", "mtu=1400 claim=0", 1401, 5, false, "81.2.64.3 3/4 3ms ttl=253 quote=3"},
		{"wrong MTU", "mtu=1400 claim=1476", 1401, 5, false, "81.2.64.3 3/4 3ms ttl=253 quote=3 mtu=1476"},
		{"lost", "mtu=1400 loss=1", 1401, 5, false, ""},
		{"the firewall comes last", "mtu=1400 block=icmp", 1401, 5, false, "81.2.64.3 3/4 3ms ttl=253 quote=3 mtu=1400"},
		{"the route comes first", "mtu=1400 unreachable=!X", 1401, 5, false, "81.2.64.3 3/13 3ms ttl=253 quote=3"},
	} {
		n := start(t, path, tt.opts, "")
		p := n.long(tt.length, tt.ttl)
		p.DontFragment = !tt.cut
		if got := describe(n.Receive(epoch, p)); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestLinksRefuseWithoutLimit(t *testing.T) {
	n := start(t, path, "mtu=1400 limit=1/1s", "")
	for i := range 3 {
		if got := n.Receive(epoch, n.long(1401, 5)); len(got) != 1 {
			t.Errorf("packet %d: got %q, want one answer", i, describe(got))
		}
	}
}

func TestIPv6RoutersNeverCut(t *testing.T) {
	n := start(t, path6, "mtu=1280", "")
	p := n.long(1281, 5)
	p.DontFragment = false
	if got, want := describe(n.Receive(epoch, p)), "2a00::3 2/0 3ms ttl=253 quote=3 mtu=1280"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestConnSendsItsSize(t *testing.T) {
	for _, tt := range []struct {
		path  string
		whole bool
		size  int
		want  string
	}{
		{path, true, 0, "port unreachable"},
		{path, true, 1401, "packet too big 1400"},
		{path, true, 1500, "packet too big 1400"},
		{path, true, 1501, "message too long"},
		{path, false, 1501, "port unreachable"},
		{path6, false, 0, "port unreachable"},
		{path6, false, 1501, "packet too big 1400"}, // the source cuts for its own link
	} {
		synctest.Test(t, func(t *testing.T) {
			n := start(t, tt.path, "mtu=1400", "")
			c, _, err := n.Open(socket.Config{Protocol: socket.UDP, DontFragment: tt.whole})
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if got := sendAndDescribe(t, c, n.probes(5)[0], tt.size); got != tt.want {
				t.Errorf("%.12q whole=%v size %d: got %s, want %s", strings.TrimSpace(tt.path), tt.whole, tt.size, got, tt.want)
			}
		})
	}
}

// sendAndDescribe returns what a probe of a size provokes.
func sendAndDescribe(t *testing.T, c socket.Conn, p socket.Probe, size int) string {
	t.Helper()
	p.Size = size
	if _, err := c.Send([]socket.Probe{p}); errors.Is(err, syscall.EMSGSIZE) {
		return "message too long"
	} else if err != nil {
		return err.Error()
	}
	switch r := mustRecv(t, c); r.Kind {
	case socket.PacketTooBig:
		return fmt.Sprintf("packet too big %d", r.MTU)
	case socket.PortUnreachable:
		return "port unreachable"
	default:
		return fmt.Sprintf("%+v", r)
	}
}

func TestTruthKnowsTheMTU(t *testing.T) {
	for _, tt := range []struct {
		text string
		want int
	}{
		{"source 10.0.0.50\nhop 10.0.0.1\n", 1500},
		{"source 10.0.0.50 mtu=9000\nhop 10.0.0.1\n", 9000},
		{"source 10.0.0.50 mtu=1300\nhop 10.0.0.1 mtu=1400\n", 1300},
		{"source 10.0.0.50\nhop 10.0.0.1 mtu=1400\nhop 10.0.0.2 mtu=1280 blackhole\n", 1280},
		{"source 10.0.0.50\nhop 10.0.0.1 unreachable=!X mtu=1400\n", 1500},
	} {
		w := mustParse(t, tt.text+"dest 192.0.2.1")
		if got := w.Truth(socket.ICMP).MTU; got != tt.want {
			t.Errorf("%q: MTU %d, want %d", tt.text, got, tt.want)
		}
	}
}
