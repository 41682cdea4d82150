package simnet

import (
	"testing"
	"testing/synctest"
	"time"

	"ftr/socket"
)

func TestQuotesShowWhatARouterBeforeRewrote(t *testing.T) {
	for opts, want := range map[string]socket.Quote{ // of the fourth hop, behind the third with opts
		"":            {TOS: 0x48},
		"tos=0":       {TOS: 0},
		"tos=32":      {TOS: 32},
		"nat":         {TOS: 0x48, Rewritten: true},
		"nat=address": {TOS: 0x48, Rewritten: true},
		"nat=clean":   {TOS: 0x48},
		"nat tos=0":   {TOS: 0, Rewritten: true},
	} {
		synctest.Test(t, func(t *testing.T) {
			n := start(t, path, opts, "")
			c, _, err := n.Open(socket.Config{TOS: 0x48})
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			mustSend(t, c, n.probes(3, 4))
			if q := mustRecv(t, c).Quote; q != (socket.Quote{Known: true, TTL: 1, TOS: 0x48}) {
				t.Errorf("%q shows at its own hop: %+v", opts, q)
			}
			want.Known, want.TTL = true, 1
			if q := mustRecv(t, c).Quote; q != want {
				t.Errorf("behind %q: got %+v, want %+v", opts, q, want)
			}
		})
	}
}

func TestOfSeveralNATsTheOneThatLeavesMostShows(t *testing.T) {
	for _, tt := range [][3]NAT{
		{"", "", ""},
		{"", NATClean, NATClean},
		{NATChecksum, "", NATChecksum},
		{NATClean, NATChecksum, NATChecksum},
		{NATAddress, NATChecksum, NATAddress},
	} {
		if got := tt[0].shows(tt[1]); got != tt[2] {
			t.Errorf("behind %q and %q: got %q, want %q", tt[0], tt[1], got, tt[2])
		}
	}
}

func TestANATMakesRepliesHardToPlace(t *testing.T) {
	for _, tt := range []struct {
		opts  string // of the first hop
		proto socket.Protocol
		mode  socket.Mode
		want  socket.Kind // of the second hop's answer; zero: none
	}{
		{"", socket.UDP, socket.Raw, socket.TimeExceeded},
		{"nat=clean", socket.UDP, socket.Raw, socket.TimeExceeded},
		{"nat", socket.UDP, socket.Raw, socket.Ambiguous},
		{"nat=address", socket.UDP, socket.Raw, socket.Ambiguous},
		{"nat=address", socket.ICMP, socket.Raw, socket.TimeExceeded},
		{"nat=address", socket.TCP, socket.Raw, socket.TimeExceeded},
		{"nat", socket.TCP, socket.Datagram, socket.TimeExceeded},
		{"nat=address", socket.TCP, socket.Datagram, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			n := start(t, "source 10.0.0.50\nhop 10.0.0.1 %s\nhop 10.0.0.2 quote=8 rtt=1ms\nhop 10.0.0.3 rtt=2ms\ndest 192.0.2.1", tt.opts)
			c := n.Conn(tt.proto, tt.mode)
			mustSend(t, c, n.probes(2, 3))
			time.AfterFunc(1500*time.Microsecond, func() { c.Close() })
			if r, _ := c.Recv(); r.Kind != tt.want {
				t.Errorf("%s %s behind %q: got %+v, want kind %d", tt.proto, tt.mode, tt.opts, r, tt.want)
			}
		})
	}
}
