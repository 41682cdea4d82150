package main

import (
	"errors"
	"io/fs"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"ftr/socket"
	"ftr/trace"
)

func TestFamiliesAreThoseThatTheTargetMayHave(t *testing.T) {
	for _, tc := range []struct {
		host   string
		config config
		want   []bool
	}{
		{"192.0.2.1", config{}, []bool{false}},
		{"2001:db8::1", config{}, []bool{true}},
		{"fe80::1%eth0", config{}, []bool{true}},
		{"h.example", config{}, []bool{false, true}},
		{"h.example", config{IPv4: true}, []bool{false}},
		{"h.example", config{IPv6: true}, []bool{true}},
		{"h.example", config{Source: addr("2001:db8::2")}, []bool{true}},
	} {
		if got := families(tc.host, tc.config); !slices.Equal(got, tc.want) {
			t.Errorf("%s with %+v: got %v, want %v", tc.host, tc.config, got, tc.want)
		}
	}
}

// A watchedConn notes that it was closed.
type watchedConn struct {
	socket.Conn
	close func()
}

func (c watchedConn) Close() error {
	c.close()
	return c.Conn.Close()
}

// A journal holds what was done, in order. The zero value is empty.
type journal struct {
	mu    sync.Mutex // guards lines
	lines []string
}

func (j *journal) note(line string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, line)
}

// watch lets n note in log what is opened, dropped, asked and closed. Opening
// those of the refused family fails.
func watch(n *network, log *journal, refused string) {
	open := n.open
	n.open = func(c socket.Config) (socket.Conn, socket.Info, error) {
		family := map[bool]string{false: "IPv4", true: "IPv6"}[c.IPv6]
		log.note("open " + family)
		if family == refused {
			return nil, socket.Info{}, fs.ErrPermission
		}
		conn, info, err := open(c)
		local := info.LocalAddr
		info.LocalAddr = func(dst netip.Addr) (netip.Addr, error) {
			log.note("source " + family)
			return local(dst)
		}
		return watchedConn{conn, func() { log.note("close " + family) }}, info, err
	}
	n.dropPrivileges = func() error {
		log.note("drop")
		return nil
	}
}

func TestPrivilegesAreDroppedBetweenOpeningAndAskingForTheName(t *testing.T) {
	for _, tc := range []struct {
		name, args, refused string
		want                string
		code                int
	}{
		{"a name", "www.dest.example", "", "open IPv4, open IPv6, drop, close IPv6, source IPv4, close IPv4", 0},
		{"an address", "142.251.46.174", "", "open IPv4, drop, source IPv4, close IPv4", 0},
		{"a name of one family", "-4 www.dest.example", "", "open IPv4, drop, source IPv4, close IPv4", 0},
		{"an unknown name", "nowhere.example", "", "open IPv4, open IPv6, drop, close IPv4, close IPv6", 1},
		{"the other family refused", "www.dest.example", "IPv6", "open IPv4, open IPv6, drop, source IPv4, close IPv4", 0},
		{"the family refused", "www.dest.example", "IPv4", "open IPv4, open IPv6, drop, close IPv6", 1},
		{"all refused", "142.251.46.174", "IPv4", "open IPv4", 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var log journal
			got := simulate(t, small, "-n --no-enrich "+tc.args, func(n *network) { watch(n, &log, tc.refused) })
			if text := strings.Join(log.lines, ", "); text != tc.want || got.code != tc.code {
				t.Errorf("got  %s, exit %d\nwant %s, exit %d\n%s", text, got.code, tc.want, tc.code, got.stderr)
			}
		})
	}
}

func TestNothingIsAskedWithPrivilegesThatCannotBeDropped(t *testing.T) {
	got := simulate(t, small, "www.dest.example", func(n *network) {
		n.dropPrivileges = func() error { return errors.New("giving up capabilities: no") }
	})
	if want := "ftr: giving up capabilities: no\n"; got.code != exitFailed || got.stderr != want || len(got.sim.Questions()) > 0 {
		t.Errorf("got %d, %q, asked %v; want %q", got.code, got.stderr, got.sim.Questions(), want)
	}
}

func TestVerboseTellsTheOrder(t *testing.T) {
	got := simulate(t, small, "-v -n --no-enrich www.dest.example", func(n *network) {
		n.dropPrivileges = func() error { return nil }
	})
	dropped := strings.Index(got.stderr, "ftr: privileges dropped\n")
	asked := strings.Index(got.stderr, "ftr: looking up www.dest.example")
	if dropped < 0 || asked < dropped {
		t.Errorf("got\n%s", got.stderr)
	}
}

func TestOthersAreAskedOnlyWhereTheDestinationIsSilent(t *testing.T) {
	silent := strings.Replace(small, "rtt=25ms", "rtt=25ms icmp=silent tcp=open", 1)
	for _, tc := range []struct {
		name, world string
		want        int
	}{
		{"silent", silent, 2},
		{"reached", small, 0},
		{"unreachable", strings.Replace(small, "hop *", "hop 81.2.64.9 rtt=9ms unreachable=!X", 1), 0},
	} {
		var log journal
		got := simulate(t, tc.world, "-nj --no-enrich 142.251.46.174", func(n *network) { watch(n, &log, "") })
		opened := len(slices.DeleteFunc(log.lines, func(s string) bool { return s != "open IPv4" })) - 1
		if opened != tc.want || got.code != 0 {
			t.Errorf("%s: %d Conns opened, want %d; exit %d", tc.name, opened, tc.want, got.code)
		}
	}
}

func TestASilentDestinationIsToldToAnswerOtherwise(t *testing.T) {
	silent := strings.Replace(small, "rtt=25ms", "rtt=25ms icmp=silent udp=silent tcp=open", 1)
	deaf := strings.Replace(small, "rtt=25ms", "rtt=25ms icmp=silent udp=silent tcp=silent", 1)
	got := simulate(t, silent, "-n --no-enrich 142.251.46.174", nil)
	for _, want := range []string{
		"\nNOT REACHED: 142.251.46.174 does not reply to ICMP; it answers TCP 443: try -T; the last reply is from hop 4, 154.54.10.1; ",
		"\nNote     142.251.46.174 answers TCP 443 (open port) in 25.00 ms\n",
	} {
		if !strings.Contains(got.stdout, want) {
			t.Errorf("%q is missing in\n%s", want, got.stdout)
		}
	}
	if strings.Contains(got.stdout, " 5 ") {
		t.Errorf("a hop was made of it:\n%s", got.stdout)
	}
	if other := simulate(t, deaf, "-n --no-enrich 142.251.46.174", nil); got.took > other.took {
		t.Errorf("took %v, where nothing answers %v", got.took, other.took)
	}
	d := simulate(t, silent, "-nj --no-enrich 142.251.46.174", nil).document(t)
	if len(d.Alternatives) != 1 || d.Alternatives[0].Reply != "syn_ack" || *d.Alternatives[0].Port != 443 || d.Reached {
		t.Errorf("got %+v", d.Alternatives)
	}
}

func TestQuestionsByOtherMethodsCostNoTime(t *testing.T) {
	deaf := strings.Replace(small, "rtt=25ms", "rtt=25ms icmp=silent udp=silent tcp=silent", 1)
	none := func(n *network) {
		open := n.open
		var opened atomic.Int64
		n.open = func(c socket.Config) (socket.Conn, socket.Info, error) {
			if opened.Add(1) > 1 {
				return nil, socket.Info{}, fs.ErrPermission
			}
			return open(c)
		}
	}
	with := simulate(t, deaf, "-n --no-enrich 142.251.46.174", nil).took
	without := simulate(t, deaf, "-n --no-enrich 142.251.46.174", none).took
	if with != without {
		t.Errorf("took %v, without the questions %v", with, without)
	}
}

func TestAlternativesAreForTargetsThatMightHaveAnswered(t *testing.T) {
	found := []trace.Alternative{{Protocol: socket.TCP, Port: 443}}
	for _, tc := range []struct {
		path trace.Path
		want int
	}{
		{trace.Path{Stop: trace.StopSilent}, 1},
		{trace.Path{Stop: trace.StopMaxHops}, 1},
		{trace.Path{Stop: trace.StopReached, Reached: true}, 0},
		{trace.Path{Stop: trace.StopDeadline, Reached: true}, 0},
		{trace.Path{Stop: trace.StopUnreachable}, 0},
	} {
		if got := alternatives(tc.path, found); len(got) != tc.want {
			t.Errorf("%s: got %v, want %d", tc.path.Stop, got, tc.want)
		}
	}
}
