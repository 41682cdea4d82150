package simnet

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"ftr/socket"
)

// A Firewall is what a router lets through of each protocol. It looks at what
// would go on with TTL left, and not at what ends at the router.
type Firewall struct {
	Block  []socket.Protocol // dropped without a word
	Reject []Rule

	Intercept []socket.Protocol // answered in the name of the destination, whose packets these are
}

// A Rule is how a Firewall rejects the packets of a protocol.
type Rule struct {
	Proto socket.Protocol
	With  Mark // of an unreachable, or Reset; empty: port unreachable, as the REJECT of iptables-extensions(8)
}

// Reset is a Rule's answer to TCP in the name of the destination: the
// tcp-reset of iptables-extensions(8).
const Reset Mark = "reset"

// blocks reports whether packets of the protocol are dropped.
func (f *Firewall) blocks(p socket.Protocol) bool { return slices.Contains(f.Block, p) }

// intercepts reports whether packets of the protocol are answered in the name of
// the destination.
func (f *Firewall) intercepts(p socket.Protocol) bool { return slices.Contains(f.Intercept, p) }

// Rule returns how packets of the protocol are rejected, or false where they are
// not.
func (f *Firewall) Rule(p socket.Protocol) (Rule, bool) {
	i := slices.IndexFunc(f.Reject, func(r Rule) bool { return r.Proto == p })
	if i < 0 {
		return Rule{}, false
	}
	return f.Reject[i], true
}

func (f *Firewall) rejects(p socket.Protocol) bool {
	_, ok := f.Rule(p)
	return ok
}

// reject makes a what the rule sends back. It is TCP alone that a rule resets.
func (r Rule) reject(a *Answer, p Packet) {
	switch r.With {
	case "":
		a.say(byFamily(p.Dst, portUnreachable4, portUnreachable6))
	case Reset:
		a.Kind, a.From = socket.Reset, p.Dst
	default:
		a.refuse(r.With)
	}
}

// set applies an option of a hop that is about its firewall.
func (f *Firewall) set(name, value string) error {
	switch name {
	case "block":
		return assign(&f.Block, parseProtocols, value)
	case "reject":
		return assign(&f.Reject, parseRules, value)
	case "intercept":
		return assign(&f.Intercept, parseProtocols, value)
	}
	return errUnknownOption
}

// protocolNames are the protocols as a world text has them.
var protocolNames = map[string]socket.Protocol{"icmp": socket.ICMP, "udp": socket.UDP, "tcp": socket.TCP}

func parseProtocol(s string) (socket.Protocol, error) {
	p, ok := protocolNames[s]
	if !ok {
		return 0, fmt.Errorf("%q is not one of icmp, udp and tcp", s)
	}
	return p, nil
}

func parseProtocols(s string) ([]socket.Protocol, error) { return parseList(s, parseProtocol) }

func formatProtocol(p socket.Protocol) string { return strings.ToLower(p.String()) }

func parseRules(s string) ([]Rule, error) { return parseList(s, parseRule) }

// parseRule parses PROTO[/MARK] or tcp/reset.
func parseRule(s string) (Rule, error) {
	name, with, marked := strings.Cut(s, "/")
	p, err := parseProtocol(name)
	switch {
	case err != nil:
		return Rule{}, err
	case marked && with == "":
		return Rule{}, fmt.Errorf("%q has no mark", s)
	case Mark(with) == Reset && p != socket.TCP:
		return Rule{}, errors.New("only tcp can be reset")
	}
	return Rule{p, Mark(with)}, nil
}

func (r Rule) String() string {
	if r.With == "" {
		return formatProtocol(r.Proto)
	}
	return formatProtocol(r.Proto) + "/" + string(r.With)
}

func (f *Firewall) options() (o options) {
	o.add(len(f.Block) > 0, "block", join(f.Block, formatProtocol))
	o.add(len(f.Reject) > 0, "reject", join(f.Reject, Rule.String))
	o.add(len(f.Intercept) > 0, "intercept", join(f.Intercept, formatProtocol))
	return o
}

// marks returns those that the rules answer with.
func (f *Firewall) marks() []Mark {
	var ms []Mark
	for _, r := range f.Reject {
		if r.With != "" && r.With != Reset {
			ms = append(ms, r.With)
		}
	}
	return ms
}
