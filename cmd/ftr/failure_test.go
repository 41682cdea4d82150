package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"time"

	"ftr/enrich"
	"ftr/socket"
)

func TestClassify(t *testing.T) {
	server := netip.MustParseAddrPort("192.0.2.53:53")
	other := netip.MustParseAddrPort("[2001:db8::53]:5353")
	host := config{Host: "www.example.com"}
	at := func(s stage, c config) circumstances {
		return circumstances{Stage: s, Config: c, Target: addr("203.0.113.1"), Executable: "/opt/my tools/ftr", System: linux}
	}
	permission := fmt.Errorf("opening a raw ICMP socket: %w", syscall.EPERM)
	for _, tc := range []struct {
		name string
		err  error
		at   circumstances
		code string
		exit int
		line string
	}{
		{"wrong usage", usagef("do that", "no %s", "this"), circumstances{}, "usage", 2, "no this; do that"},
		{"Ctrl-C", errInterrupted, at(resolving, host), "interrupted", 130, "interrupted"},
		{"SIGTERM", errTerminated, at(resolving, host), "interrupted", 143, "terminated"},
		{"a canceled context", context.Canceled, at(sending, host), "interrupted", 130, "interrupted"},

		{
			"no such host", &enrich.NotFoundError{Name: "x", Server: server}, at(resolving, host), "not_found", 1,
			"www.example.com: no such host (192.0.2.53 said NXDOMAIN); check the spelling or give an address",
		},
		{
			"no address", &enrich.NotFoundError{Name: "x", Server: other, Exists: true}, at(resolving, host), "not_found", 1,
			"www.example.com: no address ([2001:db8::53]:5353 has none); check the spelling or give an address",
		},
		{
			"no IPv6 address", &enrich.NotFoundError{Exists: true}, at(resolving, config{Host: "h", IPv6: true}), "not_found", 1,
			"h: no IPv6 address (the hosts file has none); leave out -4 and -6",
		},
		{
			"a hostile target", &enrich.NotFoundError{Server: server}, at(resolving, config{Host: "a\x1b[2J"}), "not_found", 1,
			`"a\x1b[2J": no such host (192.0.2.53 said NXDOMAIN); check the spelling or give an address`,
		},
		{
			"silent servers", &enrich.NoAnswerError{Servers: []netip.AddrPort{server, other}, After: 2 * time.Second}, at(resolving, host), "no_name_server", 1,
			"www.example.com: no name server answered in 2 s (tried 192.0.2.53, [2001:db8::53]:5353); give an address, or --dns-server IP",
		},
		{
			"servers that fail", &enrich.RefusedError{Name: "x", Err: errors.Join(errors.New("a: SERVFAIL"), errors.New("b: REFUSED"))}, at(resolving, host), "name_server_failed", 1,
			"www.example.com: no name server gave an answer (a: SERVFAIL; b: REFUSED); give an address, or --dns-server IP",
		},
		{
			"no server", enrich.ErrNoServers, at(resolving, host), "no_name_server", 1,
			"www.example.com: no name server is configured; give an address, or --dns-server IP",
		},
		{
			"no name", fmt.Errorf("a..b: %w", enrich.ErrBadName), at(resolving, config{Host: "a..b"}), "usage", 2,
			"a..b cannot be the name of a host; check the spelling or give an address",
		},
		{
			"a bad address", &badAddressError{Host: "h", Err: usagef("x", "0.0.0.0 is no address")}, at(resolving, host), "bad_address", 1,
			"h resolves to what cannot be traced to: 0.0.0.0 is no address; x",
		},

		{
			"no route", fmt.Errorf("dial: %w", syscall.ENETUNREACH), at(routing, host), "no_route", 1,
			"203.0.113.1: no route from this machine; see: ip route get 203.0.113.1, or try -6",
		},
		{
			"no route to an address", syscall.ENETUNREACH, at(routing, config{Host: "203.0.113.1"}), "no_route", 1,
			"203.0.113.1: no route from this machine; see: ip route get 203.0.113.1",
		},
		{
			"no IPv6 route", syscall.ENETUNREACH,
			circumstances{Stage: routing, Config: host, Target: addr("2001:db8::1"), System: linux},
			"no_route", 1,
			"2001:db8::1: no route from this machine; see: ip route get 2001:db8::1, or try -4",
		},
		{
			"a prohibiting route", syscall.EACCES, at(routing, config{Host: "203.0.113.1"}), "no_route", 1,
			"203.0.113.1: no route from this machine; see: ip route get 203.0.113.1",
		},
		{
			"no route while sending", syscall.EHOSTUNREACH, at(sending, config{Host: "h", IPv4: true}), "no_route", 1,
			"203.0.113.1: no route from this machine; see: ip route get 203.0.113.1",
		},
		{
			"no route from a source", syscall.ENETUNREACH, at(routing, config{Source: addr("127.0.0.1")}), "no_route", 1,
			"203.0.113.1: no route from 127.0.0.1; see: ip route get 203.0.113.1 from 127.0.0.1",
		},
		{
			"no interface for a zone", syscall.ENODEV, at(routing, config{Host: "fe80::1%eth9"}), "no_interface", 1,
			"fe80::1%eth9: no interface is named eth9; see: ip address",
		},
		{
			"a source of somebody else", syscall.EADDRNOTAVAIL, at(routing, config{Source: addr("192.0.2.7")}), "no_source", 1,
			"192.0.2.7 is not an address of this machine; see: ip address",
		},
		{
			"no interface", syscall.ENODEV, at(routing, config{Interface: "eth9"}), "no_interface", 1,
			"eth9: no such interface; see: ip address",
		},

		{
			"raw without privilege", permission, at(opening, config{Mode: socket.Raw}), "no_permission", 1,
			"raw ICMP needs root or CAP_NET_RAW; leave out --socket-mode raw, or: sudo setcap cap_net_raw+ep '/opt/my tools/ftr'",
		},
		{
			"ICMP without privilege", permission, at(opening, config{Protocol: socket.ICMP}), "no_permission", 1,
			"ICMP needs root or CAP_NET_RAW, or a group in sysctl net.ipv4.ping_group_range; use -U, which needs nothing, or: sudo setcap cap_net_raw+ep '/opt/my tools/ftr'",
		},
		{
			"raw UDP without privilege", permission, at(opening, config{Protocol: socket.UDP, Mode: socket.Raw}), "no_permission", 1,
			"raw UDP needs root or CAP_NET_RAW; leave out --socket-mode raw, or: sudo setcap cap_net_raw+ep '/opt/my tools/ftr'",
		},
		{
			"a sandbox on Windows", permission,
			circumstances{Stage: opening, Config: config{Protocol: socket.ICMP}, System: windows},
			"no_permission", 1,
			"opening a raw ICMP socket: operation not permitted",
		},
		{
			"a mark without privilege", permission, at(opening, config{Mark: 7}), "no_permission", 1,
			"marking packets needs root or CAP_NET_ADMIN; leave out --mark, or: sudo setcap cap_net_admin,cap_net_raw+ep '/opt/my tools/ftr'",
		},
		{
			"a size for connect", errBeyondConnect, at(opening, config{Protocol: socket.TCP, Size: 100}), "no_permission", 1,
			"--size with TCP needs a raw socket: without one the kernel makes the SYN, of one size; try: sudo setcap cap_net_raw+ep '/opt/my tools/ftr'",
		},
		{
			"a size for connect, on macOS", errBeyondConnect,
			circumstances{Stage: opening, Config: config{Protocol: socket.TCP, Size: 100}, System: macOS},
			"unsupported", 1,
			"--size with TCP is not to be had on macOS: the kernel makes the SYN, of one size; leave it out",
		},
		{
			"the path MTU by connect", errBeyondConnect, at(opening, config{Protocol: socket.TCP, FindMTU: true}), "no_permission", 1,
			"--mtu with TCP needs a raw socket: without one the kernel makes the SYN, of one size; try: sudo setcap cap_net_raw+ep '/opt/my tools/ftr'",
		},
		{
			"nothing without privilege", fmt.Errorf("a\nb: %w", fs.ErrPermission), at(opening, host), "no_permission", 1,
			"a; b: permission denied; try: sudo setcap cap_net_raw+ep '/opt/my tools/ftr'",
		},
		{
			"a method not on this system", fmt.Errorf("TCP on plan9: %w", errors.ErrUnsupported), at(opening, config{Protocol: socket.TCP}), "unsupported", 1,
			"TCP on plan9: unsupported operation; leave out --protocol and --socket-mode",
		},
		{
			"not on this system", fmt.Errorf("UDP on plan9: %w", errors.ErrUnsupported), at(opening, host), "unsupported", 1,
			"UDP on plan9: unsupported operation",
		},

		{
			"a method that only other systems have", fmt.Errorf("no such socket: %w", errors.ErrUnsupported),
			circumstances{Stage: opening, Config: config{Protocol: socket.UDP}, System: windows},
			"unsupported", 1,
			"UDP is not to be had on Windows, ICMP is; leave out --protocol and --socket-mode",
		},
		{
			"a kind of socket that only other systems have", fmt.Errorf("no such socket: %w", errors.ErrUnsupported),
			circumstances{Stage: opening, Config: config{Mode: socket.Raw}, System: windows},
			"unsupported", 1,
			"raw ICMP is not to be had on Windows, datagram ICMP is; leave out --protocol and --socket-mode",
		},
		{
			"no route, on Windows", syscall.ENETUNREACH,
			circumstances{Stage: routing, Config: config{Source: addr("192.0.2.7")}, Target: addr("203.0.113.1"), System: windows},
			"no_route", 1,
			"203.0.113.1: no route from 192.0.2.7; see: Find-NetRoute -RemoteIPAddress 203.0.113.1",
		},
		{
			"raw without privilege, on macOS", permission,
			circumstances{Stage: opening, Config: config{Mode: socket.Raw}, Executable: "/opt/ftr", System: macOS},
			"no_permission", 1,
			"raw ICMP needs root; leave out --socket-mode raw, or: sudo /opt/ftr",
		},

		{
			"a local firewall, ICMP", syscall.EPERM, at(sending, host), "blocked", 1,
			"sending to 203.0.113.1: operation not permitted; a local firewall blocks it (nft list ruleset); try -U",
		},
		{
			"a local firewall, UDP", syscall.EPERM, at(sending, config{Port: 53}), "blocked", 1,
			"sending to 203.0.113.1: operation not permitted; a local firewall blocks it (nft list ruleset); try -I",
		},
		{
			"a broadcast address", syscall.EACCES, at(sending, host), "send_failed", 1,
			"sending to 203.0.113.1: permission denied; it may be a broadcast address; give the address of one host",
		},
		{
			"too long to leave whole", syscall.EMSGSIZE, linked(at(sending, config{Size: 2000, DontFragment: true})), "bad_size", 1,
			"sending to 203.0.113.1: a probe of 2000 bytes is longer than the 1500 that the first link carries; give at most --size 1500, or leave out --df",
		},
		{
			"too long on an unknown link", syscall.EMSGSIZE, at(sending, config{Size: 65535}), "bad_size", 1,
			"sending to 203.0.113.1: message too long; give a smaller --size",
		},
		{
			"too short", errors.New("size 30 is under 36 bytes, the shortest probe"), at(sending, config{Size: 30}), "bad_size", 1,
			"sending to 203.0.113.1: size 30 is under 36 bytes, the shortest probe; give another --size",
		},
		{
			"no buffers", syscall.ENOBUFS, at(sending, host), "send_failed", 1,
			"sending to 203.0.113.1: no buffer space available; the network card is busy; wait between probes: -i 10ms",
		},
		{
			"anything else", errors.New("some \x1b thing"), at(sending, host), "send_failed", 1,
			`sending to 203.0.113.1: some \x1b thing`,
		},
		{"anything else before", errors.New("too many open files"), at(opening, host), "failed", 1, "too many open files"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := classify(tc.err, tc.at)
			if got.Code != tc.code || got.Exit != tc.exit || got.String() != tc.line {
				t.Errorf("got  %s, exit %d: %s\nwant %s, exit %d: %s", got.Code, got.Exit, got, tc.code, tc.exit, tc.line)
			}
			text, err := encode(newDocument(result{Config: defaultConfig()}, got))
			if err != nil {
				t.Fatal(err)
			}
			d := validate(t, text)
			if code := d["error"].(map[string]any)["code"]; code != tc.code {
				t.Errorf("JSON: got %v, want %v", code, tc.code)
			}
			if strings.Count(got.String(), "\n") > 0 {
				t.Errorf("more than one line: %q", got)
			}
		})
	}
}

// linked returns circumstances in which the first link carries 1500 bytes.
func linked(at circumstances) circumstances {
	at.LinkMTU = 1500
	return at
}

func TestMarksAreExplained(t *testing.T) {
	for mark, want := range map[string]string{
		"!N": "network unreachable, no route to it", "!H": "host unreachable", "!P": "protocol unreachable",
		"!S": "source route failed", "!X": "administratively prohibited", "!V": "host precedence violation",
		"!C": "precedence cutoff in effect", "!F-1400": "the probe is too big for the next link, which carries 1400 bytes",
		"!F-0": "the probe is too big for the next link", "!<8>": "destination unreachable, code 8", "!?": "destination unreachable",
	} {
		if got := markMeaning(mark); got != want {
			t.Errorf("%s: got %q, want %q", mark, got, want)
		}
	}
}

func TestShellQuote(t *testing.T) {
	for path, want := range map[string]string{
		"/usr/bin/ftr": "/usr/bin/ftr", "/a b/ftr": "'/a b/ftr'", "/it's": `'/it'\''s'`, "": "ftr", "/$(x)": "'/$(x)'",
	} {
		if got := shellQuote(path); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
}
