package main

import (
	"errors"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"ftr/socket"
)

func TestParseArgsTakesEveryFlag(t *testing.T) {
	with := func(change func(*config)) config {
		c := defaultConfig()
		c.Host = "h"
		change(&c)
		return c
	}
	server := netip.MustParseAddrPort
	for _, tc := range []struct {
		args string
		want config
	}{
		{"h", with(func(*config) {})},
		{"-4 h", with(func(c *config) { c.IPv4 = true })},
		{"--ipv6 h", with(func(c *config) { c.IPv6 = true })},
		{"-s 3 h", with(func(c *config) { c.FirstTTL = 3 })},
		{"--start-ttl=3 h", with(func(c *config) { c.FirstTTL = 3 })},
		{"-f 3 h", with(func(c *config) { c.FirstTTL = 3 })},
		{"--first 3 h", with(func(c *config) { c.FirstTTL = 3 })},
		{"-s 192.0.2.1 h", with(func(c *config) { c.Source = addr("192.0.2.1") })},
		{"-s fe80::1%eth0 h", with(func(c *config) { c.Source = addr("fe80::1%eth0") })},
		{"--source 192.0.2.1 h", with(func(c *config) { c.Source = addr("192.0.2.1") })},
		{"-m20 h", with(func(c *config) { c.MaxTTL = 20 })},
		{"--max-hops 255 h", with(func(c *config) { c.MaxTTL = 255 })},
		{"-q3 h", with(func(c *config) { c.Queries = 3 })},
		{"--queries 3 h", with(func(c *config) { c.Queries = 3 })},
		{"-c 3 h", with(func(c *config) { c.Queries = 3 })},
		{"--count 3 h", with(func(c *config) { c.Queries = 3 })},
		{"--probe-timeout-ms 250 h", with(func(c *config) { c.ProbeTimeout = 250 * time.Millisecond })},
		{"-w 2 h", with(func(c *config) { c.ProbeTimeout = 2 * time.Second })},
		{"-w 0.5 h", with(func(c *config) { c.ProbeTimeout = 500 * time.Millisecond })},
		{"--wait 300ms h", with(func(c *config) { c.ProbeTimeout = 300 * time.Millisecond })},
		{"-i 10 h", with(func(c *config) { c.Interval = 10 * time.Millisecond })},
		{"-i 1.5s h", with(func(c *config) { c.Interval = 1500 * time.Millisecond })},
		{"--send-launch-interval-ms 10 h", with(func(c *config) { c.Interval = 10 * time.Millisecond })},
		{"-i eth0 h", with(func(c *config) { c.Interface = "eth0" })},
		{"--interface wg0 h", with(func(c *config) { c.Interface = "wg0" })},
		{"-W 5000 h", with(func(c *config) { c.Deadline = 5 * time.Second })},
		{"--overall-timeout-ms 5s h", with(func(c *config) { c.Deadline = 5 * time.Second })},
		{"--protocol icmp h", with(func(c *config) { c.Protocol = socket.ICMP })},
		{"--protocol UDP h", with(func(c *config) { c.Protocol = socket.UDP })},
		{"-I h", with(func(c *config) { c.Protocol = socket.ICMP })},
		{"--icmp h", with(func(c *config) { c.Protocol = socket.ICMP })},
		{"-U h", with(func(c *config) { c.Protocol = socket.UDP })},
		{"--udp h", with(func(c *config) { c.Protocol = socket.UDP })},
		{"--socket-mode raw h", with(func(c *config) { c.Mode = socket.Raw })},
		{"--socket-mode dgram h", with(func(c *config) { c.Mode = socket.Datagram })},
		{"-p 53 h", with(func(c *config) { c.Port = 53 })},
		{"-U --port 53 h", with(func(c *config) { c.Port, c.Protocol = 53, socket.UDP })},
		{"-T h", with(func(c *config) { c.Protocol = socket.TCP })},
		{"--tcp -p 22 h", with(func(c *config) { c.Protocol, c.Port = socket.TCP, 22 })},
		{"--protocol tcp h", with(func(c *config) { c.Protocol = socket.TCP })},
		{"--tos 0xb8 h", with(func(c *config) { c.TOS = 0xb8 })},
		{"-t 16 h", with(func(c *config) { c.TOS = 16 })},
		{"--tos EF h", with(func(c *config) { c.TOS = 46 << 2 })},
		{"--dscp ef h", with(func(c *config) { c.TOS = 46 << 2 })},
		{"--dscp cs1 h", with(func(c *config) { c.TOS = 8 << 2 })},
		{"--dscp af41 h", with(func(c *config) { c.TOS = 34 << 2 })},
		{"--dscp 63 h", with(func(c *config) { c.TOS = 63 << 2 })},
		{"--size 1400 h", with(func(c *config) { c.Size = 1400 })},
		{"--df h", with(func(c *config) { c.DontFragment = true })},
		{"-nF h", with(func(c *config) { c.NoRDNS, c.DontFragment = true, true })},
		{"--mark 0x10 h", with(func(c *config) { c.Mark = 16 })},
		{"--mark 4294967295 h", with(func(c *config) { c.Mark = 1<<32 - 1 })},
		{"--mtu h", with(func(c *config) { c.FindMTU = true })},
		{"--no-enrich h", with(func(c *config) { c.NoEnrich = true })},
		{"--no-rdns h", with(func(c *config) { c.NoRDNS = true })},
		{"-n h", with(func(c *config) { c.NoRDNS = true })},
		{"--numeric h", with(func(c *config) { c.NoRDNS = true })},
		{"--json h", with(func(c *config) { c.JSON = true })},
		{"-j h", with(func(c *config) { c.JSON = true })},
		{"--public-ip 81.2.69.160 h", with(func(c *config) { c.PublicAddr = addr("81.2.69.160") })},
		{"--public-ip none h", with(func(c *config) { c.NoPublicAddr = true })},
		{"--stun-server a --stun-server b:99 --stun-server [2001:db8::1]:5 h", with(func(c *config) {
			c.STUNServers = []string{"a:3478", "b:99", "[2001:db8::1]:5"}
		})},
		{"--dns-server 9.9.9.9 --dns-server [2620:fe::fe]:5353 --dns-server ::1 h", with(func(c *config) {
			c.DNSServers = []netip.AddrPort{server("9.9.9.9:53"), server("[2620:fe::fe]:5353"), server("[::1]:53")}
		})},
		{"-A -e h", with(func(*config) {})},
		{"--as-path-lookups --extensions h", with(func(*config) {})},
		{"--wide --fail h", with(func(c *config) { c.Wide, c.Fail = true, true })},
		{"--color always h", with(func(c *config) { c.Color = colorAlways })},
		{"--demo", with(func(c *config) { c.Host, c.Demo = "", true })},
		{"-vv h", with(func(c *config) { c.Verbose = 2 })},
		{"--verbose h", with(func(c *config) { c.Verbose = 1 })},
		{"-nI -q3 -m20 h", with(func(c *config) { c.NoRDNS, c.Protocol, c.Queries, c.MaxTTL = true, socket.ICMP, 3, 20 })},
		{"-nIq3 h", with(func(c *config) { c.NoRDNS, c.Protocol, c.Queries = true, socket.ICMP, 3 })},
		{"h -n", with(func(c *config) { c.NoRDNS = true })},
	} {
		got, act, err := parseArgs(strings.Fields(tc.args))
		if err != nil || act != actTrace || !reflect.DeepEqual(got, tc.want) {
			t.Errorf("%s: got %+v, %v, %v; want %+v", tc.args, got, act, err, tc.want)
		}
	}
}

func TestParseArgsSaysWhatIsWrong(t *testing.T) {
	for args, want := range map[string]string{
		"":                                   "no target given; try: ftr HOST, or ftr --help",
		"a b":                                "ftr takes one target, not 2 (a b); run it once for each",
		"-4 -6 h":                            "-4 and -6 contradict each other; choose one",
		"-s 0 h":                             "-s 0: not a whole number from 1 to 255; see ftr --help",
		"-s eth0 h":                          "-s eth0: neither a first TTL (1 to 255) nor a source address; see ftr --help",
		"-m 256 h":                           "-m 256: not a whole number from 1 to 255; see ftr --help",
		"-m abc h":                           "-m abc: not a whole number from 1 to 255; see ftr --help",
		"-s 9 -m 8 h":                        "the first TTL, 9, is beyond the last, 8; -m is the last TTL to probe",
		"-f 40 h":                            "the first TTL, 40, is beyond the last, 30; add -m with a number from there on",
		"-q 0 h":                             "-q 0: not a whole number from 1 to 100; see ftr --help",
		"-q -1 h":                            "-q -1: not a whole number from 1 to 100; see ftr --help",
		"--probe-timeout-ms 0 h":             "--probe-timeout-ms 0: less than 1ms; see ftr --help",
		"-w 11 h":                            "-w 11: more than 10s; see ftr --help",
		"-w -1s h":                           "-w -1s: not a time; write 2s or 500ms; see ftr --help",
		"-w NaN h":                           "-w NaN: not a time; write 2s or 500ms; see ftr --help",
		"-w 1e400 h":                         "-w 1e400: not a time; write 2s or 500ms; see ftr --help",
		"-W 99999999999999999999 h":          "-W 99999999999999999999: longer than a day; see ftr --help",
		"-W 2h h":                            "-W 2h: more than 1h0m0s; see ftr --help",
		"-W 2 h":                             "-W 2 means 2 ms for the whole trace; for 2 s write -W 2s, per probe -w 2",
		"-W 20ms h":                          "-W 20ms: less than 100ms for the whole trace; see ftr --help",
		"-W":                                 "-W needs a value: time; see ftr --help",
		"--protocol sctp h":                  "--protocol sctp: not icmp, udp or tcp; see ftr --help",
		"-I -U h":                            "-I, -U and -T (or --protocol) contradict each other; choose one",
		"-U --protocol tcp h":                "-I, -U and -T (or --protocol) contradict each other; choose one",
		"-I -p 53 h":                         "ICMP has no ports; leave out -p, or use -U or -T",
		"--tos 256 h":                        "-t 256: neither a number from 0 to 255 nor a name such as ef, cs1 or af41; see ftr --help",
		"--dscp 64 h":                        "--dscp 64: neither a number from 0 to 63 nor a name such as ef, cs1 or af41; see ftr --help",
		"--dscp af44 h":                      "--dscp af44: neither a number from 0 to 63 nor a name such as ef, cs1 or af41; see ftr --help",
		"--dscp cs8 h":                       "--dscp cs8: neither a number from 0 to 63 nor a name such as ef, cs1 or af41; see ftr --help",
		"--dscp cs/ h":                       "--dscp cs/: neither a number from 0 to 63 nor a name such as ef, cs1 or af41; see ftr --help",
		"--dscp ef --tos 0 h":                "--tos and --dscp set the same byte; choose one",
		"-t 0 --dscp 0 h":                    "--tos and --dscp set the same byte; choose one",
		"--size 27 h":                        "--size 27: not the length of an IP packet in bytes, from 28 to 65535; see ftr --help",
		"--size 65536 h":                     "--size 65536: not the length of an IP packet in bytes, from 28 to 65535; see ftr --help",
		"--mark 0 h":                         "--mark 0: not a whole number from 1 to 0xffffffff; see ftr --help",
		"--mark 0x100000000 h":               "--mark 0x100000000: not a whole number from 1 to 0xffffffff; see ftr --help",
		"--mtu --size 1400 h":                "--mtu looks for the size by itself, so --size has no use; leave one of them out",
		"-T --socket-mode dgram --mtu h":     "--mtu with TCP needs a raw socket: without one the kernel makes the SYN, of one size; leave out --socket-mode dgram",
		"-T --socket-mode dgram --size 60 h": "--size with TCP needs a raw socket: without one the kernel makes the SYN, of one size; leave out --socket-mode dgram",
		"-T --socket-mode dgram -t 2 h":      "--tos with TCP needs a raw socket: without one the kernel chooses its two lowest bits; leave out --socket-mode dgram",
		"-s 1400 h":                          "-s 1400: the first TTL is at most 255; for the size of probes write --size 1400",
		"h 1400":                             "ftr takes one target and no packet length behind it; for probes of 1400 bytes write --size 1400",
		"--demo --mark 1":                    "--demo sends nothing that a mark would be on; leave out --mark",
		"-p 0 h":                             "-p 0: not a whole number from 1 to 65535; see ftr --help",
		"--public-ip 10.0.0.1 h":             "--public-ip 10.0.0.1: not a public address, nor the word none; see ftr --help",
		"--stun-server / h":                  "--stun-server /: not a host, nor host:port; see ftr --help",
		"--dns-server dns.example h":         "--dns-server dns.example: not the address of a name server; see ftr --help",
		"--source 0.0.0.0 h":                 "--source 0.0.0.0: not an address of this machine; see ftr --help",
		"--source 192.0.2.1 -6 h":            "the source 192.0.2.1 is not an IPv6 address; leave one of them out",
		"--source 192.0.2.1 ::1":             "the source 192.0.2.1 and the target ::1 are of two families; give both of one family",
		"--no-enrich --public-ip 9.9.9.9 h":  "--no-enrich asks nobody for the public address, so --public-ip and --stun-server have no use; leave one of them out",
		"--demo --source 192.0.2.1":          "--demo runs on a simulated network with a source of its own; leave out the source address and the interface",
		"--color maybe h":                    "--color maybe: not auto, always or never; see ftr --help",
		"-b h":                               "-b is not an option; addresses are always shown",
		"-nb h":                              "-b is not an option; addresses are always shown",
		"--fwmark h":                         "--fwmark is not an option; write --mark N",
		"--psize h":                          "--psize is not an option; write --size BYTES",
		"--frobnicate h":                     "--frobnicate is not an option; see ftr --help",
		"-ü h":                               "-ü is not an option; see ftr --help",
		"--no-rdns=maybe h":                  "--no-rdns maybe: not true or false; see ftr --help",
	} {
		_, _, err := parseArgs(strings.Fields(args))
		var wrong *usageError
		if !errors.As(err, &wrong) || err.Error() != want {
			t.Errorf("%s:\ngot  %v\nwant %s", args, err, want)
		}
	}
}

func TestCheckHostRefusesWhatIsNoHost(t *testing.T) {
	for host, want := range map[string]string{
		"www.example.com":           "",
		"localhost":                 "",
		"example.com.":              "",
		"bücher.example":            "",
		"192.0.2.1":                 "",
		"2001:db8::1":               "",
		"fe80::1%eth0":              "",
		"http://www.example.com/a?": "http://www.example.com/a? is a URL; try: ftr www.example.com",
		"https://[2001:db8::1]:8/":  "https://[2001:db8::1]:8/ is a URL; try: ftr 2001:db8::1",
		"://":                       ":// is a URL; try: ftr www.example.com",
		"www.example.com/a":         "www.example.com/a is neither a host nor an address; try: ftr www.example.com",
		"10.0.0.0/8":                "10.0.0.0/8 is neither a host nor an address; try: ftr 10.0.0.0",
		"me@host.example":           "me@host.example names a user; try: ftr host.example",
		"www.example.com:80":        "www.example.com:80 holds a port; try: ftr www.example.com, with -T -p 80 for a TCP port, -U -p 80 for a UDP port",
		"[2001:db8::1]":             "brackets around an address belong to URLs; try: ftr 2001:db8::1",
		"2001:db8:::1":              "2001:db8:::1 is not a valid IPv6 address; check its colons",
		"1.2.3.400":                 "1.2.3.400 is not a valid IPv4 address; write four numbers from 0 to 255 without leading zeros",
		"127.1":                     "127.1 is not a valid IPv4 address; write four numbers from 0 to 255 without leading zeros",
		"::ffff:192.0.2.1":          "::ffff:192.0.2.1 is an IPv4 address mapped into IPv6, and never on the wire; try: ftr 192.0.2.1",
		"224.0.0.1":                 "224.0.0.1 is a multicast address; give the address of one host",
		"ff02::1":                   "ff02::1 is a multicast address; give the address of one host",
		"255.255.255.255":           "255.255.255.255 is the broadcast address; give the address of one host",
		"0.0.0.0":                   "0.0.0.0 is no address but the lack of one; give the address of one host",
		"::":                        ":: is no address but the lack of one; give the address of one host",
		"fe80::1":                   "fe80::1 is a link-local address without its interface; add it, as in fe80::1%eth0",
		"":                          "the target is empty; try: ftr HOST",
		"a\x1b[31m/":                `"a\x1b[31m/" is neither a host nor an address; try: ftr "a\x1b[31m"`,
	} {
		got := ""
		if err := checkHost(host, config{}); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q:\ngot  %s\nwant %s", host, got, want)
		}
	}
}

func TestCheckHostMindsTheFamily(t *testing.T) {
	for _, tc := range []struct {
		host   string
		config config
		want   string
	}{
		{"2001:db8::1", config{IPv4: true}, "2001:db8::1 is not an IPv4 address; leave out -4 and -6"},
		{"192.0.2.1", config{IPv6: true}, "192.0.2.1 is not an IPv6 address; leave out -4 and -6"},
	} {
		if err := checkHost(tc.host, tc.config); err == nil || err.Error() != tc.want {
			t.Errorf("%s: got %v, want %s", tc.host, err, tc.want)
		}
	}
}

func TestParseArgsKnowsHelpAndVersion(t *testing.T) {
	for args, want := range map[string]action{
		"-h": actHelp, "--help": actHelp, "--help h": actHelp, "-nh": actHelp,
		"-V": actVersion, "--version": actVersion, "-V a b": actVersion,
	} {
		if _, act, err := parseArgs(strings.Fields(args)); act != want || err != nil {
			t.Errorf("%s: got %v, %v; want %v", args, act, err, want)
		}
	}
}

func TestWantsJSONAlsoInACommandLineThatCannotBeParsed(t *testing.T) {
	for args, want := range map[string]bool{
		"--json": true, "-j": true, "-nj -b": true, "--bad -j h": true, "--json=true": true,
		"": false, "-n": false, "-q j": false, "-qj": false, "-- -j": false, "--json=false": false, "j": false,
	} {
		if got := wantsJSON(strings.Fields(args)); got != want {
			t.Errorf("%s: got %v, want %v", args, got, want)
		}
	}
}

func FuzzParseDuration(f *testing.F) {
	for _, s := range []string{"2s", "500ms", "1m30s", "0.5", "10", ".", "", "-1", "1e9", "9999999999999999999999", "NaN"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := parseDuration(s, time.Millisecond)
		if err != nil {
			return
		}
		if d < 0 || d >= 24*time.Hour {
			t.Errorf("%q: got %v", s, d)
		}
		if again, err := parseDuration(d.String(), time.Millisecond); again != d || err != nil {
			t.Errorf("%q: %v became %v, %v", s, d, again, err)
		}
	})
}

func FuzzParseArgs(f *testing.F) {
	f.Add("-nI -q3 -m20 www.example.com")
	f.Add("--dns-server [::1]:53 -W 2s fe80::1%eth0")
	f.Add("http://[::1")
	f.Fuzz(func(t *testing.T, line string) {
		_, _, err := parseArgs(strings.Fields(line))
		var wrong *usageError
		if err != nil && !errors.As(err, &wrong) {
			t.Errorf("%q: %T is not a usage error: %v", line, err, err)
		}
		if err != nil && strings.ContainsAny(err.Error(), "\x1b\x07\n") {
			t.Errorf("%q: %q may harm a terminal", line, err)
		}
	})
}
