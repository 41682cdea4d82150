package simnet

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"ftr/socket"
)

// String returns a text from which [Parse] makes the same World.
func (w *World) String() string {
	var t text
	var first options
	first.add(w.MTU != 0, "mtu", w.MTU)
	t.line("source", append([]string{w.Source.String()}, first...)...)
	for _, h := range w.Hops {
		t.line("hop", append([]string{joinAddrs(h.Addrs)}, h.options()...)...)
	}
	t.line("dest", append([]string{w.Dest.Addr.String()}, w.Dest.options()...)...)
	if w.Loop != (Loop{}) {
		t.line("loop", strconv.Itoa(w.Loop.First), strconv.Itoa(w.Loop.Last))
	}
	if len(w.Noise) > 0 {
		t.line("noise", join(w.Noise, func(n Noise) string { return string(n) }))
	}
	t.line("dns", w.DNS.options()...)
	t.line("stun", w.STUN.options()...)
	w.formatZone(&t)
	return t.String()
}

func (w *World) formatZone(t *text) {
	for _, h := range w.Hosts {
		t.line("host", quote(h.Name), h.Addr.String())
	}
	for _, p := range w.PTRs {
		t.line("ptr", p.Addr.String(), orFail(p.Fail, quote(p.Name)))
	}
	for _, o := range w.Origins {
		t.line("origin", o.Prefix.String(), orFail(o.Fail, o.format()))
	}
	for _, n := range w.ASNames {
		t.line("as", asn(n.ASN), orFail(n.Fail, quote(n.Text)))
	}
}

func (o Origin) format() string {
	return join(o.ASNs, asn) + " " + quote(o.CountryCode) + " " + quote(o.Registry)
}

func orFail(fail bool, s string) string {
	if fail {
		return servfail
	}
	return s
}

func asn(n uint32) string { return strconv.FormatUint(uint64(n), 10) }

// A text is a world text that is being written.
type text struct{ strings.Builder }

func (t *text) line(first string, rest ...string) {
	t.WriteString(first)
	for _, w := range rest {
		t.WriteString(" " + w)
	}
	t.WriteString("\n")
}

// options collects the options of a line that are not as they are when left
// out.
type options []string

func (o *options) add(when bool, option string, value any) {
	if when {
		*o = append(*o, quote(fmt.Sprintf("%s=%v", option, value)))
	}
}

func (o *options) flag(when bool, option string) {
	if when {
		*o = append(*o, option)
	}
}

func (m *Manners) options() (o options) {
	o.add(m.RTT != 0, "rtt", m.RTT)
	o.add(m.Jitter != 0, "jitter", m.Jitter)
	o.add(m.Loss != 0, "loss", m.Loss)
	o.add(m.Dup != 0, "dup", m.Dup)
	o.add(m.Limit != Limit{}, "limit", fmt.Sprintf("%d/%v", m.Limit.Burst, m.Limit.Interval))
	o.add(m.Unreachable != "", "unreachable", m.Unreachable)
	o.add(m.Quote != 0, "quote", m.Quote)
	o.add(len(m.MPLS) > 0, "mpls", join(m.MPLS, formatLabel))
	o.add(len(m.Interfaces) > 0, "iface", join(m.Interfaces, formatInterface))
	o.add(m.Ext != SoundExt, "ext", m.Ext)
	o.add(m.Back != 0, "back", m.Back)
	o.add(m.ReplyTTL != 0, "ttl", m.ReplyTTL)
	return o
}

func (h *Hop) options() options {
	o := h.Manners.options()
	o = append(o, h.Passage.options()...)
	o = append(o, h.Firewall.options()...)
	o = append(o, h.Link.options()...)
	o.add(h.Balance != PerFlow, "balance", h.Balance)
	o.flag(h.ZeroTTL, "zerottl")
	return o
}

func (d *Dest) options() options {
	o := d.Manners.options()
	o.add(d.ICMP != "", "icmp", d.ICMP)
	udp, tcp := d.formatManners(socket.UDP, d.UDP), d.formatManners(socket.TCP, d.TCP)
	o.add(udp != "", "udp", udp)
	o.add(tcp != "", "tcp", tcp)
	o.add(d.From.IsValid(), "from", d.From)
	o.add(d.Drop != 0, "drop", d.Drop)
	return o
}

func (d *DNS) options() (o options) {
	o.add(true, "rtt", d.RTT)
	o.add(d.Loss != 0, "loss", d.Loss)
	o.flag(d.Dead, "dead")
	return o
}

func (s *STUN) options() (o options) {
	o.add(true, "rtt", s.RTT)
	o.add(s.Public.IsValid(), "public", s.Public)
	o.flag(s.Dead, "dead")
	return o
}

func formatLabel(l socket.Label) string { return fmt.Sprintf("%d/%d/%d", l.Label, l.Exp, l.TTL) }

func joinAddrs(as []netip.Addr) string {
	if len(as) == 0 {
		return "*"
	}
	return join(as, netip.Addr.String)
}

// join formats values as Parse wants a list of them.
func join[T any](values []T, format func(T) string) string {
	parts := make([]string, len(values))
	for i, v := range values {
		parts[i] = format(v)
	}
	return strings.Join(parts, ",")
}
