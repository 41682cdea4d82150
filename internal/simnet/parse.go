package simnet

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// defaultDNSRTT is how long the name server takes in a world without a line on
// it.
const defaultDNSRTT = 15 * time.Millisecond

// Parse reads a world text. Each line says one thing, in words separated by
// blanks; # begins a comment, and a word may be a Go string in quotation marks.
//
//	source ADDR [mtu=N]          the machine that traces, and the MTU of its link
//	hop ADDR[,ADDR…]|* [OPTION…] the routers at the next TTL, from 1; * never answers
//	dest ADDR [OPTION…]          the destination
//	loop FIRST LAST              packets never leave the hops with these TTLs
//	noise KIND[,KIND…]           truncated, mislabelled, foreign, lying, forged
//	dns [rtt=T] [loss=P] [dead]  the name server; rtt is 15ms where not told
//	stun [rtt=T] [public=ADDR] [dead]
//	host NAME ADDR               an address of a name
//	ptr ADDR NAME|SERVFAIL       the name of an address
//	origin PREFIX ASN[,ASN…] CC REGISTRY, or origin PREFIX SERVFAIL
//	as ASN TEXT…|SERVFAIL        description of an AS, with ", CC" at its end
//	include NAME                 the names and origins that built-in worlds share: internet, internet6
//
// Options of hop and dest are the fields of [Manners]: rtt=T, jitter=T, loss=P,
// dup=N, limit=BURST/INTERVAL, unreachable=MARK, quote=N,
// mpls=LABEL/EXP/TTL[,…], iface=ROLE/INDEX/ADDR/NAME/MTU[,…] with ROLE in, insub,
// out or nexthop and the rest empty where left out, ext=legacy|badsum|badlen,
// back=N and ttl=N. A hop also has balance=flow|packet and
// zerottl; of its [Firewall], block=PROTO[,…], reject=RULE[,…], a rule being
// PROTO, PROTO/MARK or tcp/reset, and intercept=PROTO[,…]; of its [Passage], tos=N and nat[=address|clean];
// and of the [Link] behind it, mtu=N, blackhole and claim=N. A destination has
// icmp=MANNER, udp=[MANNER][,PORT:MANNER…], tcp=… likewise, from=ADDR and drop=N.
// Errors name the line.
func Parse(text string) (*World, error) {
	w := &World{DNS: DNS{RTT: defaultDNSRTT}}
	if err := w.parseLines(text); err != nil {
		return nil, fmt.Errorf("world, %w", err)
	}
	if err := w.check(); err != nil {
		return nil, fmt.Errorf("world: %w", err)
	}
	return w, nil
}

func (w *World) parseLines(text string) error {
	n := 0
	for line := range strings.SplitSeq(text, "\n") {
		n++
		ws, err := words(line)
		if err == nil && len(ws) > 0 {
			err = w.parseLine(ws[0], ws[1:])
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	return nil
}

// A directive is what the first word of a line stands for: it needs so many
// words behind it.
type directive struct {
	least int
	parse func(w *World, args []string) error
}

var directives = map[string]directive{
	"source": {1, (*World).parseSource},
	"hop":    {1, (*World).parseHop},
	"dest":   {1, (*World).parseDest},
	"loop":   {2, (*World).parseLoop},
	"noise":  {1, (*World).parseNoise},
	"dns":    {0, func(w *World, args []string) error { return eachOption(args, w.DNS.set) }},
	"stun":   {0, func(w *World, args []string) error { return eachOption(args, w.STUN.set) }},
	"host":   {2, (*World).parseHost},
	"ptr":    {2, (*World).parsePTR},
	"origin": {2, (*World).parseOrigin},
	"as":     {2, (*World).parseASName},
}

// parseLine reads a line that begins with the word first.
func (w *World) parseLine(first string, args []string) error {
	if first == "include" { // not in directives, which it uses
		return w.parseInclude(args)
	}
	d, ok := directives[first]
	if !ok {
		return fmt.Errorf("%q is not something a world has", first)
	}
	if len(args) < d.least {
		return fmt.Errorf("%s needs %d words behind it", first, d.least)
	}
	return d.parse(w, args)
}

// noMore returns an error if there are words left on a line.
func noMore(args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%q is one word too many", args[0])
	}
	return nil
}

func (w *World) parseSource(args []string) error {
	if w.Source.IsValid() {
		return errors.New("there is one source already")
	}
	return errors.Join(assign(&w.Source, parseAddr, args[0]), eachOption(args[1:], w.setSource))
}

// setSource applies an option of the source.
func (w *World) setSource(name, value string) error {
	if name == "mtu" {
		return assign(&w.MTU, parseMTU, value)
	}
	return errUnknownOption
}

func (w *World) parseHop(args []string) error {
	var h Hop
	if err := assign(&h.Addrs, parseAddrs, args[0]); err != nil {
		return err
	}
	if err := eachOption(args[1:], h.set); err != nil {
		return err
	}
	w.Hops = append(w.Hops, h)
	return nil
}

func (w *World) parseDest(args []string) error {
	if w.Dest.Addr.IsValid() {
		return errors.New("there is one destination already")
	}
	if err := assign(&w.Dest.Addr, parseAddr, args[0]); err != nil {
		return err
	}
	return eachOption(args[1:], w.Dest.set)
}

func (w *World) parseLoop(args []string) error {
	first, err := parseInt(args[0], 1, maxHops)
	last, err2 := parseInt(args[1], 1, maxHops)
	w.Loop = Loop{first, last}
	return errors.Join(err, err2, noMore(args[2:]))
}

func (w *World) parseNoise(args []string) (err error) {
	w.Noise, err = parseList(args[0], func(s string) (Noise, error) {
		if !slices.Contains([]Noise{Truncated, Mislabelled, Foreign, Lying, Forged}, Noise(s)) {
			return "", fmt.Errorf("%q is not a kind of noise", s)
		}
		return Noise(s), nil
	})
	return errors.Join(err, noMore(args[1:]))
}

func (w *World) parseHost(args []string) error {
	addr, err := parseAddr(args[1])
	w.Hosts = append(w.Hosts, Host{args[0], addr})
	return errors.Join(err, checkName(args[0]), noMore(args[2:]))
}

// servfail stands where the name server answers SERVFAIL.
const servfail = "SERVFAIL"

func (w *World) parsePTR(args []string) error {
	p := PTR{Name: args[1]}
	if args[1] == servfail {
		p = PTR{Fail: true}
	}
	err := assign(&p.Addr, parseAddr, args[0])
	w.PTRs = append(w.PTRs, p)
	return errors.Join(err, checkName(args[1]), noMore(args[2:]))
}

func (w *World) parseOrigin(args []string) error {
	prefix, err := netip.ParsePrefix(args[0])
	if err != nil || prefix.Addr().Is4In6() {
		return fmt.Errorf("%q is not a prefix", args[0])
	}
	o := Origin{Prefix: prefix.Masked()}
	if args[1] == servfail {
		o.Fail = true
		err = noMore(args[2:])
	} else {
		err = o.parse(args[1:])
	}
	w.Origins = append(w.Origins, o)
	return err
}

// parse reads what stands behind the prefix.
func (o *Origin) parse(args []string) error {
	if len(args) < 3 {
		return errors.New("origin needs a prefix, AS numbers, a country and a registry")
	}
	o.CountryCode, o.Registry = args[1], args[2]
	return errors.Join(assign(&o.ASNs, parseASNs, args[0]), noMore(args[3:]))
}

func parseASNs(s string) ([]uint32, error) { return parseList(s, parseASN) }

func (w *World) parseASName(args []string) error {
	n := ASName{Text: strings.Join(args[1:], " ")}
	if n.Text == servfail {
		n = ASName{Fail: true}
	}
	err := assign(&n.ASN, parseASN, args[0])
	w.ASNames = append(w.ASNames, n)
	return err
}
