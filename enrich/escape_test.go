package enrich

import (
	"strings"
	"testing"

	"github.com/miekg/dns"
)

func TestUnescape(t *testing.T) {
	for in, want := range map[string]string{
		`plain.example.`:        "plain.example.",
		`evil\027[31m.example.`: "evil\x1b[31m.example.",
		`a\.b.example.`:         "a.b.example.",
		`\195\164`:              "ä",
		`\\ \" \999 \25`:        `\ " 999 25`,
		`trailing\`:             `trailing\`,
	} {
		if got := unescape(in); got != want {
			t.Errorf("unescape(%q) = %q, want %q", in, got, want)
		}
	}
}

// What a server puts into a TXT record comes out, whatever it is.
func FuzzUnescape(f *testing.F) {
	f.Add("64500 | 81.2.64.0/20 | GB | ripencc | 2001-02-03")
	f.Add("\x00\x1b\\\"\xff")
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 255 {
			return
		}
		packed := append([]byte{byte(len(s))}, s...)
		h := dns.RR_Header{Name: ".", Rrtype: dns.TypeTXT, Class: dns.ClassINET, Rdlength: uint16(len(packed))}
		rr, _, err := dns.UnpackRRWithHeader(h, packed, 0)
		if err != nil {
			t.Fatalf("unpacking %q: %v", packed, err)
		}
		if got := unescape(strings.Join(rr.(*dns.TXT).Txt, "")); got != s {
			t.Errorf("text %q came out as %q", s, got)
		}
	})
}
