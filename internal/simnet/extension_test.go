package simnet

import (
	"fmt"
	"reflect"
	"testing"
	"testing/synctest"

	"ftr/socket"
)

// A socket believes what is written well, also as it was before RFC 4884.
func TestConnShowsExtensionsThatCanBeBelieved(t *testing.T) {
	for ext, want := range map[string]bool{"": true, "ext=legacy": true, "ext=badsum": false, "ext=badlen": false} {
		for _, mode := range []socket.Mode{socket.Raw, socket.Datagram} {
			synctest.Test(t, func(t *testing.T) {
				n := start(t, path, "mpls=24001/0/1 iface=in/7/192.0.2.1/eth0/1500 "+ext, "")
				c := n.Conn(socket.UDP, mode)
				defer c.Close()
				mustSend(t, c, n.probes(3))
				r := mustRecv(t, c)
				var labels []socket.Label
				var ifaces []socket.Interface
				if want {
					labels = []socket.Label{{Label: 24001, TTL: 1, Bottom: true}}
					ifaces = []socket.Interface{{Index: 7, Addr: addr("192.0.2.1"), Name: "eth0", MTU: 1500}}
				}
				if !reflect.DeepEqual(r.MPLS, labels) || !reflect.DeepEqual(r.Interfaces, ifaces) {
					t.Errorf("%q, %s: got %v and %v, want %v and %v", ext, mode, r.MPLS, r.Interfaces, labels, ifaces)
				}
			})
		}
	}
}

func TestICMPv6PacketTooBigHasNoExtensions(t *testing.T) {
	for text, want := range map[string]bool{path: true, path6: false} {
		n := mustParse(t, fmt.Sprintf(text, "unreachable=!F-1400 mpls=24001/0/1", "")).Start()
		as := n.Receive(epoch, n.packet(socket.ICMP, 9))
		if len(as) != 1 || as[0].Extended() != want {
			t.Errorf("got %+v, extended %v wanted", as, want)
		}
	}
}
