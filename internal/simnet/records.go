package simnet

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/miekg/dns"
)

// Names that public STUN servers have. They lead to loopback addresses, where
// package lab serves STUN, unless the World says otherwise.
var (
	stunNames = []string{"stun.l.google.com.", "stun1.l.google.com.", "stun.cloudflare.com."}
	stunAddrs = []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 2}), netip.IPv6Loopback()}
)

// A finding is all that the name server holds under one name.
type finding struct {
	owner   string // the name as it was asked for
	records []dns.RR
	failed  bool // it answers SERVFAIL
}

func (f *finding) rcode() int {
	switch {
	case f.failed:
		return dns.RcodeServerFailure
	case len(f.records) == 0:
		return dns.RcodeNameError
	}
	return dns.RcodeSuccess
}

// held returns the records to answer with.
func (f *finding) held() []dns.RR {
	if f.failed {
		return nil
	}
	return f.records
}

func (f *finding) header(rrtype uint16) dns.RR_Header {
	return dns.RR_Header{Name: f.owner, Rrtype: rrtype, Class: dns.ClassINET, Ttl: recordTTL}
}

func (f *finding) addAddr(a netip.Addr) {
	if a.Is4() {
		f.records = append(f.records, &dns.A{Hdr: f.header(dns.TypeA), A: a.AsSlice()})
	} else {
		f.records = append(f.records, &dns.AAAA{Hdr: f.header(dns.TypeAAAA), AAAA: a.AsSlice()})
	}
}

func (f *finding) addPTR(name string) {
	f.records = append(f.records, &dns.PTR{Hdr: f.header(dns.TypePTR), Ptr: fqdn(name)})
}

// addText adds a TXT record, cut into strings of 255 bytes (RFC 1035, section
// 3.3.14).
func (f *finding) addText(text string) {
	var parts []string
	for len(text) > maxString {
		parts, text = append(parts, escapeText(text[:maxString])), text[maxString:]
	}
	parts = append(parts, escapeText(text))
	f.records = append(f.records, &dns.TXT{Hdr: f.header(dns.TypeTXT), Txt: parts})
}

// maxString is how long a character string is at most (RFC 1035, section 3.3).
const maxString = 255

// escapeText returns s as package dns writes strings: what is not printable, a
// quotation mark and a backslash as \DDD.
func escapeText(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c < ' ' || c > '~' || c == '"' || c == '\\' {
			fmt.Fprintf(&b, `\%03d`, c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// find returns what the name server holds under a name.
func (w *World) find(name string) finding {
	f := finding{owner: name}
	name = dns.CanonicalName(name)
	w.findHosts(&f, name)
	if addr, ok := reversed(name, "in-addr.arpa.", "ip6.arpa."); ok {
		w.findPTRs(&f, addr)
	}
	if addr, ok := reversed(name, "origin.asn.cymru.com.", "origin6.asn.cymru.com."); ok {
		w.findOrigins(&f, addr)
	}
	w.findASName(&f, name)
	return f
}

func (w *World) findHosts(f *finding, name string) {
	for _, h := range w.Hosts {
		if dns.CanonicalName(fqdn(h.Name)) == name {
			f.addAddr(h.Addr)
		}
	}
	if len(f.records) > 0 {
		return
	}
	for _, stun := range stunNames {
		if stun == name {
			f.addAddr(stunAddrs[0])
			f.addAddr(stunAddrs[1])
		}
	}
}

func (w *World) findPTRs(f *finding, addr netip.Addr) {
	for _, p := range w.PTRs {
		switch {
		case p.Addr != addr:
		case p.Fail:
			f.failed = true
		default:
			f.addPTR(p.Name)
		}
	}
}
