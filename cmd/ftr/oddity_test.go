package main

import (
	"strings"
	"testing"

	"ftr/socket"
	"ftr/trace"
)

// oddResult returns a path with all that may be odd about one, and with lines
// under its hops.
func oddResult() result {
	r := exampleResult()
	r.Config.FindMTU, r.Config.TOS = true, 0xb8
	r.Path.MTU, r.Path.Hops[3].MTU, r.Path.Hops[7].MTU = 1280, 1400, 1280
	for i, h := range r.Path.Hops {
		if h.Addr.IsValid() {
			r.Path.Hops[i].Probes[0].Reply.Quote = socket.Quote{Known: true, TTL: 1, TOS: 0xb8}
		}
	}
	r.Path.Hops[2].Probes[0].Reply.Interfaces = []socket.Interface{
		{Role: socket.Incoming, Name: "ge-0/0/1\x1b[31m", Index: 7, MTU: 9000},
		{Role: socket.NextHop, Addr: addr("81.2.64.9")},
		{Role: socket.Outgoing},
	}
	for i := 4; i < 9; i++ {
		r.Path.Hops[i].Probes[0].Reply.Quote.TOS = 0
	}
	r.Path.Hops[4].Notes = []trace.Note{trace.NoteTOS}
	r.Path.Hops[6].Notes = []trace.Note{trace.NoteReturnPath, trace.NoteUnstamped}
	r.Path.Hops[6].Probes[0].Reply.TTL = 244
	r.Path.Hops[6].Probes[0].Reply.Unstamped = true
	r.Path.Hops[7].Notes = []trace.Note{trace.NoteBlackHole}
	r.Path.Hops[8].Notes = []trace.Note{trace.NoteIntercepted}
	r.Path.Hops[8].Probes[0].Reply.RTT = 0
	return r
}

// answeringResult returns a path to a destination that is silent by ICMP alone.
func answeringResult() result {
	r := silentResult()
	r.Alternatives = []trace.Alternative{
		{Protocol: socket.TCP, Port: 443, Reply: socket.Reply{From: r.Target, Kind: socket.SynAck, RTT: 25310e3}},
	}
	return r
}

func TestEveryNoteIsExplainedOnce(t *testing.T) {
	all := []trace.Note{
		trace.NoteRateLimited, trace.NotePerPacket, trace.NoteZeroTTL, trace.NoteNAT, trace.NoteFlowVaried,
		trace.NoteDuplicates, trace.NoteTOS, trace.NoteReturnPath, trace.NoteIntercepted, trace.NoteBlackHole,
		trace.NoteUnstamped,
	}
	if len(noteOrder) != len(all) || len(noteMeanings) != len(all) {
		t.Errorf("%d in order, %d with a meaning, want %d", len(noteOrder), len(noteMeanings), len(all))
	}
	for _, note := range all {
		r := exampleResult()
		r.Path.Hops[2].Notes = []trace.Note{note}
		got := oddities(r)
		if len(got) != 1 || !strings.HasPrefix(got[0], "hop 3: ") {
			t.Errorf("%s: got %q", note, got)
		}
	}
}

func TestTOSIsComparedWithTheLastHopThatTellsIt(t *testing.T) {
	r := oddResult()
	r.Path.Hops[3].Probes[0].Reply.Quote = socket.Quote{} // hidden
	if got, want := tosFigures(r, 5), " from 0xb8 to 0x00"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	r.Path.Hops[0].Probes[0].Reply.Quote.TOS = 0x20
	if got, want := tosFigures(r, 1), " from 0xb8 to 0x20"; got != want {
		t.Errorf("at the first hop: got %q, want %q", got, want)
	}
}

func TestMTUIsToldWithTheLinksThatAreNarrow(t *testing.T) {
	plain := exampleResult()
	searched := exampleResult()
	searched.Config.FindMTU = true
	whole := searched
	whole.Path.MTU = 1500
	far := silentResult()
	far.Config.FindMTU, far.Path.MTU = true, 1400
	for _, tc := range []struct {
		name   string
		result result
		want   string
	}{
		{"not asked for", plain, ""},
		{"not found", searched, "unknown"},
		{"nowhere narrow", whole, "1500"},
		{"two narrow links", oddResult(), "1280 (hop 4: 1400, hop 8: 1280)"},
		{"a silent destination", far, "1400 as far as hop 8"},
	} {
		if got := mtuText(tc.result); got != tc.want {
			t.Errorf("%s: got %q, want %q", tc.name, got, tc.want)
		}
	}
}

func TestAnswersByOtherMethodsAreTold(t *testing.T) {
	r := answeringResult()
	r.Alternatives = append(r.Alternatives,
		trace.Alternative{Protocol: socket.ICMP, Reply: socket.Reply{From: addr("192.0.2.9"), Kind: socket.EchoReply}},
		trace.Alternative{Protocol: socket.TCP, Port: 443, Reply: socket.Reply{From: r.Target, Kind: socket.Reset}})
	want := "142.251.46.174 answers TCP 443 (open port) in 25.31 ms, ICMP as 192.0.2.9 and TCP 443 (closed port)"
	if got := alternativeText(r); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	r.Info.Protocol, r.Config.Port = socket.UDP, 53
	want = "142.251.46.174 does not reply to UDP 53; it answers TCP 443: try -T"
	if got := silenceText(r); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestMethodIsNamedWithItsPort(t *testing.T) {
	for _, tc := range []struct {
		info socket.Info
		port int
		want string
	}{
		{socket.Info{Protocol: socket.ICMP, Mode: socket.Raw}, 0, "ICMP"},
		{socket.Info{Protocol: socket.ICMP, Mode: socket.Datagram}, 0, "ICMP (ping socket)"},
		{socket.Info{Protocol: socket.UDP, Mode: socket.Raw}, 0, "UDP 33434"},
		{socket.Info{Protocol: socket.UDP, Mode: socket.Datagram}, 53, "UDP 53 (unprivileged)"},
		{socket.Info{Protocol: socket.TCP, Mode: socket.Raw}, 0, "TCP 443"},
		{socket.Info{Protocol: socket.TCP, Mode: socket.Datagram}, 22, "TCP 22 (unprivileged)"},
	} {
		if got := methodText(result{Info: tc.info, Config: config{Port: tc.port}, System: linux}); got != tc.want {
			t.Errorf("%+v: got %q, want %q", tc.info, got, tc.want)
		}
	}
}
