package simnet

import (
	"net/netip"
	"testing"
	"testing/synctest"

	"ftr/socket"
)

func TestSegmentsThatAskForNoConnectionAreNotAnswered(t *testing.T) {
	for _, opts := range []string{"tcp=open", "tcp=closed"} {
		n := start(t, path, "", opts)
		p := n.packet(socket.TCP, 9)
		p.SYN = false
		if got := n.Receive(epoch, p); got != nil {
			t.Errorf("%s: got %+v", opts, got)
		}
	}
}

// A connect that fails says when it did, not when the reset came.
func TestConnStampsAllButAResetToAConnect(t *testing.T) {
	for _, tt := range []struct {
		opts string
		mode socket.Mode
		want bool
	}{
		{"tcp=closed", socket.Datagram, true}, {"tcp=closed", socket.Raw, false}, {"tcp=open", socket.Datagram, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			n := start(t, path, "", tt.opts)
			c := n.Conn(socket.TCP, tt.mode)
			defer c.Close()
			mustSend(t, c, n.probes(1, 5))
			if r := mustRecv(t, c); r.Unstamped {
				t.Errorf("%s, %s: a router's reply has no stamp", tt.opts, tt.mode)
			}
			if r := mustRecv(t, c); r.Unstamped != tt.want {
				t.Errorf("%s, %s: unstamped %v, want %v", tt.opts, tt.mode, r.Unstamped, tt.want)
			}
		})
	}
}

func TestEachConnectIsAFlowOfItsOwn(t *testing.T) {
	for mode, want := range map[socket.Mode]bool{socket.Raw: false, socket.Datagram: true} {
		synctest.Test(t, func(t *testing.T) {
			n := start(t, "source 10.0.0.50\nhop 10.0.0.1,10.0.0.2,10.0.0.3,10.0.0.4\ndest 192.0.2.1")
			c := n.Conn(socket.TCP, mode)
			defer c.Close()
			met := make(map[netip.Addr]bool)
			for range 20 {
				mustSend(t, c, n.probes(1))
				met[mustRecv(t, c).From] = true
			}
			if varies := len(met) > 1; varies != want {
				t.Errorf("%s: 20 probes met %d routers", mode, len(met))
			}
		})
	}
}
