package enrich

import (
	"fmt"
	"net/netip"
	"reflect"
	"testing"
)

func TestOriginQuestion(t *testing.T) {
	for addr, want := range map[string]string{
		"81.2.69.160": "160.69.2.81.origin.asn.cymru.com.",
		"2a00:1450:4001:81b::200e": "e.0.0.2.0.0.0.0.0.0.0.0.0.0.0.0." +
			"b.1.8.0.1.0.0.4.0.5.4.1.0.0.a.2.origin6.asn.cymru.com.",
	} {
		if got := originQuestion(netip.MustParseAddr(addr)); got != want {
			t.Errorf("originQuestion(%s) = %s, want %s", addr, got, want)
		}
	}
	if got, want := nameQuestion(4200000000), "AS4200000000.asn.cymru.com."; got != want {
		t.Errorf("nameQuestion = %s, want %s", got, want)
	}
}

func origin(asn uint32, prefix string) Origin {
	return Origin{ASN: asn, Prefix: netip.MustParsePrefix(prefix), CountryCode: "GB", Registry: "ripencc"}
}

func TestReadOrigins(t *testing.T) {
	addr := netip.MustParseAddr("81.2.69.160")
	for _, test := range []struct {
		name    string
		records []string
		want    []Origin
	}{
		{"one record", []string{"64500 | 81.2.64.0/20 | GB | ripencc | 2001-02-03"}, []Origin{origin(64500, "81.2.64.0/20")}},
		{"several origins in one record are all kept", []string{"64501 64500 | 81.2.64.0/20 | GB | ripencc | "}, []Origin{origin(64501, "81.2.64.0/20"), origin(64500, "81.2.64.0/20")}},
		{"an AS set", []string{"{64501,64500} | 81.2.64.0/20 | GB | ripencc |"}, []Origin{origin(64501, "81.2.64.0/20"), origin(64500, "81.2.64.0/20")}},
		{"the longest prefix wins, wherever it stands", []string{
			"64500 | 81.2.64.0/20 | GB | ripencc | 2001-02-03",
			"64502 | 81.2.69.0/24 | GB | ripencc | 2001-02-03",
			"64503 | 81.2.64.0/18 | GB | ripencc | 2001-02-03",
		}, []Origin{origin(64502, "81.2.69.0/24")}},
		{"records for one prefix are put together", []string{
			"64500 64501 | 81.2.69.0/24 | GB | ripencc | 2001-02-03",
			"64502 64500 | 81.2.69.0/24 | GB | ripencc | 2001-02-03",
		}, []Origin{origin(64500, "81.2.69.0/24"), origin(64501, "81.2.69.0/24"), origin(64502, "81.2.69.0/24")}},
		{"what makes no sense is passed over", []string{
			"NA | 81.2.69.0/24 | GB | ripencc | 2001-02-03",
			"64500 | 81.2.64.0/20 | GB | ripencc | 2001-02-03",
			"64501 | 81.2.69.0/99 | GB",
		}, []Origin{origin(64500, "81.2.64.0/20")}},
		{"a prefix that does not hold the address is not believed", []string{"64500 | 8.8.8.0/24 | US | arin | 2001-02-03"}, nil},
		{"AS 0 is no origin", []string{"0 | 81.2.64.0/20 | GB | ripencc | 2001-02-03"}, nil},
		{"a number too large", []string{"4294967296 | 81.2.64.0/20 | GB | ripencc |"}, nil},
		{"no bars", []string{"64500"}, nil},
		{"an empty record", []string{""}, nil},
	} {
		got, err := readOrigins(test.records, addr)
		if !reflect.DeepEqual(got, test.want) || (err == nil) != (test.want != nil) {
			t.Errorf("%s: got %v, %v, want %v", test.name, got, err, test.want)
		}
	}
}

func TestParseASName(t *testing.T) {
	for in, want := range map[string]string{
		"64500 | GB | ripencc | 2001-02-03 | ISPNET Example ISP, GB": "ISPNET Example ISP",
		"64500 | GB | ripencc | 2001-02-03 | ISPNET Example ISP, DE": "ISPNET Example ISP",
		"64500 | GB | ripencc | 2001-02-03 | ISPNET, Ltd., GB":       "ISPNET, Ltd.",
		"64500 | GB | ripencc | 2001-02-03 | ISPNET, Ltd.":           "ISPNET, Ltd.",
		"64500 | GB | ripencc | 2001-02-03 | A | B, GB":              "A | B",
		"64500 | GB | ripencc | 2001-02-03 | ":                       "",
		"64500 | GB | ripencc":                                       "",
		"":                                                           "",
	} {
		if got, ok := parseASName(in); got != want || ok != (want != "") {
			t.Errorf("parseASName(%q) = %q, %v, want %q", in, got, ok, want)
		}
	}
}

// What an origin record says comes back when it is written again.
func FuzzParseOrigin(f *testing.F) {
	f.Add("64500 64501 | 81.2.64.0/20 | GB | ripencc | 2001-02-03")
	f.Add("{1,2} | 2a00::/12 | EU | ripencc |")
	f.Fuzz(func(t *testing.T, record string) {
		origins, err := parseOrigin(record)
		if err != nil {
			return
		}
		again := ""
		for _, o := range origins {
			again += fmt.Sprintf("%d ", o.ASN)
		}
		o := origins[0]
		again += fmt.Sprintf("|%v|%s|%s|", o.Prefix, o.CountryCode, o.Registry)
		if got, err := parseOrigin(again); err != nil || !reflect.DeepEqual(got, origins) {
			t.Errorf("%q became %v, but %q %v, %v", record, origins, again, got, err)
		}
	})
}
