package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"ftr/internal/lab"
	"ftr/internal/simnet"
	"ftr/internal/wine"
	"ftr/socket"
)

// built is the command, made once. It is built without cgo, as it is released:
// loading the C library would cost 2 ms of each run, and is of no use to it.
var built = sync.OnceValues(func() (string, error) {
	path := filepath.Join(shared, "ftr")
	build := exec.Command("go", "build", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building ftr: %w\n%s", err, out)
	}
	return path, os.Chmod(shared, 0o755) // for user nobody
})

// binary returns the path of the command.
func binary(t *testing.T) string {
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// A method is a way to probe that the system lets one user have.
type method struct {
	name     string
	args     []string // that ask for it
	nobody   bool     // without privilege
	ping     bool     // but with ping sockets
	protocol socket.Protocol
	mode     string // as the JSON has it
	windows  bool   // the program for Windows, under Wine
}

var (
	byRaw     = method{name: "raw", protocol: socket.ICMP, mode: "Raw"}
	byPing    = method{name: "ping", nobody: true, ping: true, protocol: socket.ICMP, mode: "Datagram"}
	byUDPRaw  = method{name: "udp raw", args: []string{"-U"}, protocol: socket.UDP, mode: "Raw"}
	byUDP     = method{name: "udp", nobody: true, protocol: socket.UDP, mode: "Datagram"}
	byTCPRaw  = method{name: "tcp raw", args: []string{"-T"}, protocol: socket.TCP, mode: "Raw"}
	byConnect = method{name: "tcp connect", args: []string{"-T"}, nobody: true, protocol: socket.TCP, mode: "Datagram"}

	methods = []method{byRaw, byPing, byUDPRaw, byUDP, byTCPRaw, byConnect}

	// byFlow are the methods whose probes are one flow.
	byFlow = []method{byRaw, byPing, byUDPRaw, byUDP, byTCPRaw}
)

// apart reports whether each probe of the method is a flow of its own, of which the
// system shows one answer only: a connection, or a call to Windows.
func (by method) apart() bool {
	return by.windows || by.protocol == socket.TCP && by.mode == "Datagram"
}

// A machine runs ftr in a world.
type machine struct {
	*lab.Lab
	t      *testing.T
	world  *simnet.World
	method method

	windows     *wine.Session // nil: ftr runs on Linux
	windowsUsed bool          // it has run ftr
}

// inWorld opens the built-in world of that name for the length of the test.
func inWorld(t *testing.T, name string, by method) *machine {
	t.Helper()
	w, err := simnet.Builtin(name)
	if err != nil {
		t.Fatal(err)
	}
	return newMachine(t, w, by, lab.Options{})
}

// inEach runs a test in each of the built-in worlds by each of the methods, in
// parallel with others.
func inEach(t *testing.T, worlds []string, by []method, test func(*testing.T, *machine)) {
	for _, name := range worlds {
		for _, by := range by {
			t.Run(name+"/"+by.name, func(t *testing.T) {
				t.Parallel()
				test(t, inWorld(t, name, by))
			})
		}
	}
}

// inText opens the world that text describes for the length of the test.
func inText(t *testing.T, text string, by method) *machine {
	t.Helper()
	w, err := simnet.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return newMachine(t, w, by, lab.Options{})
}

func newMachine(t *testing.T, w *simnet.World, by method, o lab.Options) *machine {
	t.Helper()
	lab.Require(t)
	binary(t)
	o.Ping = by.ping
	if by.windows {
		o.Hosts += ownName(t)
	}
	l, err := lab.Open(w, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	m := &machine{Lab: l, t: t, world: w, method: by}
	if by.windows {
		m.windows = newWindows(t, l)
	}
	return m
}

// dest returns the address of the world's destination.
func (m *machine) dest() string { return m.world.Dest.Addr.String() }

// command returns the command ftr with the arguments.
func (m *machine) command(args ...string) lab.Command {
	m.t.Helper()
	if m.windows != nil {
		return m.windowsCommand(args...)
	}
	return lab.Command{Args: slices.Concat([]string{binary(m.t)}, m.method.args, args), Nobody: m.method.nobody}
}

// do runs a command to its end.
func (m *machine) do(c lab.Command) lab.Result {
	m.t.Helper()
	ctx, cancel := context.WithTimeout(m.t.Context(), 30*time.Second)
	defer cancel()
	r, err := m.Run(ctx, c)
	if err != nil {
		m.t.Fatalf("%q: %v\n%s%s", c.Args[1:], err, r.Stdout, r.Stderr)
	}
	return r
}

// run runs ftr with the arguments.
func (m *machine) run(args ...string) lab.Result {
	m.t.Helper()
	if m.windows != nil {
		return m.runOnWindows(args...)
	}
	return m.do(m.command(args...))
}

// trace runs ftr with --json and the arguments, which must succeed in silence,
// and returns what it says.
func (m *machine) trace(args ...string) traced {
	m.t.Helper()
	d, r := m.measured(args...)
	if r.Status != exitOK || len(r.Stderr) > 0 {
		m.t.Fatalf("%q: status %d: %s", args, r.Status, r.Stderr)
	}
	return d
}

// measured runs ftr with --json and the arguments, and returns what it says and
// what that took.
func (m *machine) measured(args ...string) (traced, lab.Result) {
	m.t.Helper()
	r := m.run(append([]string{"--json"}, args...)...)
	return read(m.t, r.Stdout), r
}

// tool runs another program in the world as root, which must succeed.
func (m *machine) tool(args ...string) {
	m.t.Helper()
	if _, err := exec.LookPath(args[0]); err != nil {
		if os.Getenv("FTR_E2E") == "require" {
			m.t.Fatal(err)
		}
		m.t.Skip(err)
	}
	if r := m.do(lab.Command{Args: args}); r.Status != 0 {
		m.t.Fatalf("%q: status %d: %s%s", args, r.Status, r.Stdout, r.Stderr)
	}
}

// traced is what the tests read of the JSON. Null is the zero value.
type traced struct {
	TargetIP       netip.Addr  `json:"target_ip"`
	TargetHostname string      `json:"target_hostname"`
	SourceIP       netip.Addr  `json:"source_ip"`
	PublicIP       netip.Addr  `json:"public_ip"`
	ISP            tracedAS    `json:"isp"`
	DestinationASN tracedAS    `json:"destination_asn"`
	Hops           []tracedHop `json:"hops"`
	ASPath         []int       `json:"as_path"`
	Protocol       string      `json:"protocol"`
	SocketMode     string      `json:"socket_mode"`
	Flow           string      `json:"flow"`
	ProbesSent     int         `json:"probes_sent"`
	Reached        bool        `json:"reached"`
	StopReason     string      `json:"stop_reason"`
	StopTTL        int         `json:"stop_ttl"`
	PathMTU        int         `json:"path_mtu"`
	Alternatives   []struct {
		Protocol string `json:"protocol"`
		Port     int    `json:"port"`
		Reply    string `json:"reply"`
	} `json:"alternatives"`
	Error *tracedError `json:"error"`
}

type tracedAS struct {
	ASN         int    `json:"asn"`
	Name        string `json:"name"`
	CountryCode string `json:"country_code"`
	Hostname    string `json:"hostname"`
	Source      string `json:"source"`
	Prefix      string `json:"prefix"`
	Registry    string `json:"registry"`
}

type tracedError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

type tracedHop struct {
	TTL            int        `json:"ttl"`
	Segment        string     `json:"segment"`
	Address        netip.Addr `json:"address"`
	Kind           string     `json:"kind"`
	Hostname       string     `json:"hostname"`
	HostnameStatus string     `json:"hostname_status"`
	ASNInfo        struct {
		tracedAS
		Origins []tracedAS `json:"origins"`
	} `json:"asn_info"`
	ASNStatus string   `json:"asn_status"`
	RTT       float64  `json:"rtt_ms"`
	Sent      int      `json:"sent"`
	Received  int      `json:"received"`
	Loss      float64  `json:"loss_pct"`
	Mark      string   `json:"mark"`
	Notes     []string `json:"notes"`
	MPLS      []struct {
		Label, Exp, TTL int
		Bottom          bool
	} `json:"mpls"`
	MTU        int `json:"mtu"`
	Interfaces []struct {
		Role, Name string
		Index, MTU int
		Address    netip.Addr
	} `json:"interfaces"`
	Responders []struct {
		Address netip.Addr `json:"address"`
	} `json:"responders"`
	Probes []struct {
		Address netip.Addr `json:"address"`
		Reply   string     `json:"reply"`
		RTT     float64    `json:"rtt_ms"`
	} `json:"probes"`
}

// read reads the JSON that ftr printed, which must be as the schema says.
func read(t *testing.T, text []byte) traced {
	t.Helper()
	validate(t, text)
	var d traced
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return d
}

// hop returns the hop at a TTL; the zero value where there is none.
func (d traced) hop(ttl int) tracedHop {
	for _, h := range d.Hops {
		if h.TTL == ttl {
			return h
		}
	}
	return tracedHop{}
}

// addresses returns all who are said to have answered at the hop.
func (h tracedHop) addresses() []netip.Addr {
	var all []netip.Addr
	if h.Address.IsValid() {
		all = append(all, h.Address)
	}
	for _, r := range h.Responders {
		all = append(all, r.Address)
	}
	for _, p := range h.Probes {
		if p.Address.IsValid() {
			all = append(all, p.Address)
		}
	}
	slices.SortFunc(all, netip.Addr.Compare)
	return slices.Compact(all)
}
