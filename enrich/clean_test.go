package enrich

import (
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"":                           "",
		"ae9.core2.isp.example":      "ae9.core2.isp.example",
		"Telefônica Brasil, 日本":      "Telefônica Brasil, 日本",
		"evil\x1b[31m.example":       `evil\x1b[31m.example`,
		"bell\abs\bnl\ntab\tnul\x00": `bell\abs\bnl\ntab\tnul\x00`,
		"del\x7f csi\u009b31m":       `del\x7f csi\u009b31m`,
		"rtl\u202egnp.exe":           `rtl\u202egnp.exe`,
		"iso\u2066late\u2069":        `iso\u2066late\u2069`,
		"zero\u200bwidth\ufeff":      `zero\u200bwidth\ufeff`,
		"line\u2028break":            `line\u2028break`,
		"latin1 \xe4 \xff":           `latin1 \xe4 \xff`,
		"replaced \ufffd":            "replaced \ufffd",
		`it's "quoted" \ back`:       `it's "quoted" \ back`,
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add("evil\x1b[31m.example")
	f.Add("\xff\u202e'\"")
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(s)
		if !utf8.ValidString(got) {
			t.Errorf("Clean(%q) = %q, which is not UTF-8", s, got)
		}
		for _, r := range got {
			if !unicode.IsPrint(r) {
				t.Errorf("Clean(%q) = %q, which holds %U", s, got, r)
			}
		}
		if again := Clean(got); again != got {
			t.Errorf("Clean(%q) = %q, which is not clean: %q", s, got, again)
		}
	})
}
