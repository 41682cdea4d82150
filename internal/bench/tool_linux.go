package main

import (
	"net/netip"
	"os/exec"
	"strconv"

	"ftr/socket"
)

// A tool is a traceroute, run in one way.
type tool struct {
	name   string
	proto  socket.Protocol // AnyProtocol: ICMP
	path   string
	nobody bool // run as user nobody, without capabilities
	ping   bool // where everyone may open ping sockets
	args   func(target netip.Addr, maxTTL int) []string
	parse  parser
}

// args returns a function that fills in the target, and the greatest TTL behind
// the option that sets it, where there is one.
func args(option string, rest ...string) func(netip.Addr, int) []string {
	return func(target netip.Addr, maxTTL int) []string {
		if option == "" {
			return append(rest[:len(rest):len(rest)], target.String())
		}
		return append(rest[:len(rest):len(rest)], option, strconv.Itoa(maxTTL), target.String())
	}
}

// scamperArgs are shaped otherwise: the method and its options are one word.
func scamperArgs(target netip.Addr, _ int) []string {
	return []string{"-O", "json", "-c", "trace -P icmp-paris", "-i", target.String()}
}

// bareBy returns the arguments of ftr that trace by a method and do nothing else.
func bareBy(method string) func(netip.Addr, int) []string {
	return args("-m", method, "--json", "--no-enrich", "--no-rdns")
}

// ours returns the ways to run ftr.
func ours(path string) []tool {
	bare := args("-m", "--json", "--no-enrich", "--no-rdns")
	return []tool{
		{name: "ftr", path: path, args: bare, parse: parseFtr},
		{name: "ftr, ping socket", path: path, args: bare, parse: parseFtr, nobody: true, ping: true},
		{name: "ftr -U", proto: socket.UDP, path: path, args: bareBy("-U"), parse: parseFtr},
		{name: "ftr, UDP", proto: socket.UDP, path: path, args: bare, parse: parseFtr, nobody: true},
		{name: "ftr -T", proto: socket.TCP, path: path, args: bareBy("-T"), parse: parseFtr},
		{name: "ftr -T, connect", proto: socket.TCP, path: path, args: bareBy("-T"), parse: parseFtr, nobody: true},
		{name: "ftr, everything on", path: path, args: args("-m", "--json"), parse: parseFtr},
	}
}

// peers returns the other traceroutes that are installed. The Rust tool has our
// name, so it is looked for as rust-ftr, and where the caller says.
func peers(rust, trip string) []tool {
	all := []tool{
		{name: "traceroute -I -q1", path: "traceroute", args: args("-m", "-I", "-n", "-q", "1"), parse: parseTraceroute},
		{name: "traceroute -U -q1", proto: socket.UDP, path: "traceroute", args: args("-m", "-U", "-p", "33434", "-n", "-q", "1"), parse: parseTraceroute},
		{name: "traceroute -T -q1", proto: socket.TCP, path: "traceroute", args: args("-m", "-T", "-p", "443", "-n", "-q", "1"), parse: parseTraceroute},
		{name: "mtr -c1", path: "mtr", args: args("-m", "--json", "-n", "-c", "1"), parse: parseMTR},
		{name: "scamper", path: "scamper", args: scamperArgs, parse: parseScamper},
		{name: "Rust ftr", path: rust, args: args("-m", "--json", "--no-enrich", "--no-rdns", "--protocol", "icmp"), parse: parseFtr},
		{name: "trip -C1", path: trip, args: args("-t", "-m", "json", "-C", "1"), parse: parseTrippy},
	}
	var found []tool
	for _, t := range all {
		if path, err := exec.LookPath(t.path); err == nil {
			t.path = path
			found = append(found, t)
		}
	}
	return found
}
