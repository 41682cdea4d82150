package simnet

import (
	"testing"
	"testing/synctest"

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
