package main

import (
	"bytes"
	"os"
	"strings"
	"syscall"
	"testing"

	"ftr/internal/lab"
)

// A refusal is how ftr is to fail.
type refusal struct {
	args   string
	status int
	code   string // in the JSON
	line   string // on stderr, behind "ftr: "
}

// wantRefusal checks that ftr fails as it should, with a table and with JSON,
// and sends no probe.
func wantRefusal(t *testing.T, m *machine, want refusal) {
	t.Helper()
	m.Reset()
	r := m.run(strings.Fields(want.args)...)
	if r.Status != want.status || string(r.Stderr) != "ftr: "+want.line+"\n" || len(r.Stdout) > 0 {
		t.Errorf("%s: status %d, want %d\ngot  %s%s\nwant ftr: %s", want.args, r.Status, want.status, r.Stdout, r.Stderr, want.line)
	}
	d, r := m.measured(strings.Fields(want.args)...)
	if r.Status != want.status || string(r.Stderr) != "ftr: "+want.line+"\n" {
		t.Errorf("%s --json: status %d, want %d: %s", want.args, r.Status, want.status, r.Stderr)
	}
	if d.Error == nil || d.Error.Code != want.code || d.Error.Message+"; "+d.Error.Hint != want.line {
		t.Errorf("%s --json: error %+v, want %s", want.args, d.Error, want.code)
	}
	if seen := m.Seen(); len(seen.Probes) > 0 {
		t.Errorf("%s: sent %d probes", want.args, len(seen.Probes))
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	m := inWorld(t, "eleven", byRaw)
	for _, want := range []refusal{
		{"nosuch.example", 1, "not_found", "nosuch.example: no such host (127.0.0.1 said NXDOMAIN); check the spelling or give an address"},
		{"-6 www.dest.example", 1, "not_found", "www.dest.example: no IPv6 address (127.0.0.1 has none); leave out -4 and -6"},
		{"2001:db8::1", 1, "no_route", "2001:db8::1: no route from this machine; see: ip route get 2001:db8::1"},
		{"--source 192.0.2.7 142.251.46.174", 1, "no_source", "192.0.2.7 is not an address of this machine; see: ip address"},
		{"--interface eth9 142.251.46.174", 1, "no_interface", "eth9: no such interface; see: ip address"},
		{"::ffff:142.251.46.174", 2, "usage", "::ffff:142.251.46.174 is an IPv4 address mapped into IPv6, and never on the wire; try: ftr 142.251.46.174"},
		{"224.0.0.1", 2, "usage", "224.0.0.1 is a multicast address; give the address of one host"},
		{"ff02::1", 2, "usage", "ff02::1 is a multicast address; give the address of one host"},
	} {
		wantRefusal(t, m, want)
	}
}

func TestNoNameServerAnswers(t *testing.T) {
	t.Parallel()
	m := inWorld(t, "dnsdead", byRaw)
	wantRefusal(t, m, refusal{
		"www.dest.example", 1, "no_name_server",
		"www.dest.example: no name server answered in 2 s (tried 127.0.0.1); give an address, or --dns-server IP",
	})
}

func TestNoRoute(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"eleven", "eleven6"} {
		for _, by := range methods {
			m := inWorld(t, name, by)
			family := "-4"
			if m.world.Is6() {
				family = "-6"
			}
			m.tool("ip", family, "route", "del", "default")
			wantRefusal(t, m, refusal{m.dest(), 1, "no_route", m.dest() + ": no route from this machine; see: ip route get " + m.dest()})
		}
	}
}

func TestNoPermission(t *testing.T) {
	t.Parallel()
	m := inWorld(t, "eleven", byUDP)
	r := m.run("--socket-mode", "raw", m.dest())
	want := "ftr: raw ICMP needs root or CAP_NET_RAW; leave out --socket-mode raw, or: sudo setcap cap_net_raw+ep /"
	if r.Status != 1 || !strings.HasPrefix(string(r.Stderr), want) {
		t.Errorf("raw: status %d: %swant %s", r.Status, r.Stderr, want)
	}
	d, r := m.measured("-I", m.dest())
	want = "ftr: ICMP needs root or CAP_NET_RAW, or a group in sysctl net.ipv4.ping_group_range; use -U, which needs nothing, or: sudo setcap cap_net_raw+ep /"
	if r.Status != 1 || !strings.HasPrefix(string(r.Stderr), want) || d.Error == nil || d.Error.Code != "no_permission" {
		t.Errorf("-I: status %d: %swant %s", r.Status, r.Stderr, want)
	}
}

// A local firewall that drops what goes out says so to the sender.
func TestLocalFirewall(t *testing.T) {
	t.Parallel()
	m := inWorld(t, "eleven", byRaw)
	m.tool("nft", "add table inet f; add chain inet f out { type filter hook output priority 0; }; "+
		"add rule inet f out icmp type echo-request drop")
	wantRefusal(t, m, refusal{
		m.dest(), 1, "blocked",
		"sending to " + m.dest() + ": operation not permitted; a local firewall blocks it (nft list ruleset); try -U",
	})
	d := m.trace("-U", m.dest())
	wantTruth(t, d, m.world.Truth(byUDP.protocol))

	m.tool("nft", "add rule inet f out udp dport 33434 drop")
	wantRefusal(t, m, refusal{
		"-U " + m.dest(), 1, "blocked",
		"sending to " + m.dest() + ": operation not permitted; a local firewall blocks it (nft list ruleset); try -I",
	})
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	m := inWorld(t, "eleven", byRaw)
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer full.Close()
	for _, args := range [][]string{{m.dest()}, {"--json", m.dest()}, {"--help"}, {"--version"}} {
		c := m.command(args...)
		c.Stdout = full
		r := m.do(c)
		const want = "ftr: writing the result: no space left on device; see where its output goes\n"
		if r.Status != exitFailed || string(r.Stderr) != want {
			t.Errorf("%q: status %d: %s", args, r.Status, r.Stderr)
		}
	}
}

// A reader that has gone away is not worth a word.
func TestClosedPipe(t *testing.T) {
	t.Parallel()
	m := inWorld(t, "eleven", byRaw)
	for _, args := range [][]string{{m.dest()}, {"--json", m.dest()}, {"--help"}} {
		reader, writer, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		reader.Close()
		c := m.command(args...)
		c.Stdout = writer
		r := m.do(c)
		writer.Close()
		if died := 128 + int(syscall.SIGPIPE); r.Status != died && r.Status != 0 || len(r.Stderr) > 0 {
			t.Errorf("%q: status %d: %q", args, r.Status, r.Stderr)
		}
	}
}

// A signaller sends a signal to a program once it has written some words.
type signaller struct {
	words   string
	signal  syscall.Signal
	process chan *os.Process
	written bytes.Buffer
}

func (s *signaller) Write(b []byte) (int, error) {
	before := bytes.Contains(s.written.Bytes(), []byte(s.words))
	s.written.Write(b)
	if !before && bytes.Contains(s.written.Bytes(), []byte(s.words)) {
		_ = (<-s.process).Signal(s.signal) // it may have ended
	}
	return len(b), nil
}

// Whoever interrupts ftr is told what is known by then.
func TestSignals(t *testing.T) {
	for _, tc := range []struct {
		world  string
		when   string // what ftr -vv has said by then
		signal syscall.Signal
		status int
		stop   string
		hops   int
	}{
		{"deadend", " TTL 10: ", syscall.SIGINT, 130, "interrupted", 10},
		{"deadend", " TTL 10: ", syscall.SIGTERM, 143, "interrupted", 10},
		{"allsilent", "probe 1 with TTL 20 sent", syscall.SIGINT, 130, "interrupted", 0},
		{"dnsdead", "path decided", syscall.SIGINT, 130, "reached", 11},
		{"dnsdead", "path decided", syscall.SIGTERM, 143, "reached", 11},
	} {
		t.Run(tc.world+"/"+tc.signal.String(), func(t *testing.T) {
			t.Parallel()
			m := inWorld(t, tc.world, byRaw)
			run := func(args ...string) lab.Result {
				s := &signaller{words: tc.when, signal: tc.signal, process: make(chan *os.Process, 1)}
				c := m.command(append(args, "-vv", m.dest())...)
				c.Stderr, c.Started = s, func(p *os.Process) { s.process <- p }
				r := m.do(c)
				if r.Status != tc.status {
					t.Errorf("%q: status %d, want %d", args, r.Status, tc.status)
				}
				return r
			}
			d := read(t, run("--json").Stdout)
			if d.StopReason != tc.stop || len(d.Hops) != tc.hops || d.Error != nil {
				t.Errorf("ended as %s, error %v; want %s\n%s", d.StopReason, d.Error, tc.stop, summary(d))
			}
			wantOnlyTrue(t, d, m.world.Truth(byRaw.protocol))
			table := string(run().Stdout)
			if said := strings.Contains(table, "INTERRUPTED"); said != (tc.stop == "interrupted") {
				t.Errorf("the table:\n%s", table)
			}
		})
	}
}

// With --fail the exit status tells whether the destination was reached.
func TestFail(t *testing.T) {
	t.Parallel()
	for world, want := range map[string]int{"eleven": exitOK, "deadend": exitNotReached, "unreach-x": exitNotReached} {
		m := inWorld(t, world, byRaw)
		if r := m.run("--fail", m.dest()); r.Status != want || len(r.Stderr) > 0 {
			t.Errorf("%s: status %d, want %d: %s", world, r.Status, want, r.Stderr)
		}
		if r := m.run(m.dest()); r.Status != exitOK {
			t.Errorf("%s without --fail: status %d", world, r.Status)
		}
	}
}
