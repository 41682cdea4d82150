package enrich

import (
	"net/netip"
	"slices"
	"testing"
)

func TestRefineInfersTheISP(t *testing.T) {
	for _, test := range []struct {
		name         string
		target, hops string
		want         uint32
	}{
		{"the AS of the first public hop", "81.9.0.1", "192.168.1.1 100.64.0.1 * 81.1.0.1 81.2.0.1 81.9.0.1", ispAS},
		{"an unannounced hop is passed over", "81.9.0.1", "192.168.1.1 81.99.0.1 81.1.0.1 81.9.0.1", ispAS},
		{"a failed look-up is not", "81.9.0.1", "192.168.1.1 81.98.0.1 81.2.0.1 81.9.0.1", 0},
		{"the destination is not its own ISP", "81.9.0.1", "192.168.1.1 * 81.9.0.1", 0},
		{"no ISP on the way to a private destination", "10.0.0.9", "192.168.1.1 81.1.0.1 10.0.0.9", 0},
		{"no public hop", "81.9.0.1", "192.168.1.1", 0},
	} {
		p, r := pathOf(test.target, test.hops)
		r.ISP = ISP{}
		got := Refine(p, r).ISP
		want := ISPSource("")
		if test.want != 0 {
			want = FromPath
		}
		if got.Origin.ASN != test.want || got.Source != want {
			t.Errorf("%s: got AS %d from %q, want AS %d from %q", test.name, got.Origin.ASN, got.Source, test.want, want)
		}
	}
}

func TestRefineKeepsTheISPThatIsKnown(t *testing.T) {
	p, r := pathOf("81.9.0.1", "192.168.1.1 81.2.0.1 81.9.0.1")
	if got := Refine(p, r).ISP; got != r.ISP {
		t.Errorf("got %v, want %v", got, r.ISP)
	}
}

func TestRefineKeepsThePublicAddressOfUnknownOrigin(t *testing.T) {
	p, r := pathOf("81.9.0.1", "192.168.1.1 81.1.0.1 81.9.0.1")
	r.ISP = ISP{PublicAddr: netip.MustParseAddr("81.98.0.7"), Name: "me.example", Source: FromSTUN}
	got := Refine(p, r).ISP
	if got.Origin.ASN != ispAS || got.Source != FromPath || got.PublicAddr != r.ISP.PublicAddr || got.Name != "me.example" {
		t.Errorf("got %v", got)
	}
}

func TestRefinePrefersTheOriginThatANeighbourShares(t *testing.T) {
	for _, test := range []struct {
		name string
		mid  []uint32 // origins of the hop between AS 64501 and AS 64502
		want []uint32
	}{
		{"the one after", []uint32{64503, 64502}, []uint32{64502, 64503}},
		{"the one before", []uint32{64503, 64504, 64501}, []uint32{64501, 64503, 64504}},
		{"the first of two that are shared", []uint32{64503, 64502, 64501}, []uint32{64502, 64503, 64501}},
		{"one that leads already", []uint32{64501, 64502}, []uint32{64501, 64502}},
		{"none that is shared", []uint32{64504, 64503}, []uint32{64504, 64503}},
	} {
		p, r := pathOf("81.9.0.1", "192.168.1.1 81.1.0.1 * 81.3.0.1 10.0.0.1 81.2.0.1 81.9.0.1")
		mid := netip.MustParseAddr("81.3.0.1")
		info := r.Infos[mid]
		info.Origins = nil
		for _, asn := range test.mid {
			info.Origins = append(info.Origins, Origin{ASN: asn})
		}
		r.Infos[mid] = info
		before := slices.Clone(info.Origins)

		var got []uint32
		for _, o := range Refine(p, r).Infos[mid].Origins {
			got = append(got, o.ASN)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
		if !slices.Equal(r.Infos[mid].Origins, before) {
			t.Errorf("%s: the report that was given has changed", test.name)
		}
	}
}

func TestRefineTellsDestinationAndISPWhichOriginIsShared(t *testing.T) {
	p, r := pathOf("81.9.0.1", "192.168.1.1 81.1.0.1 81.2.0.1 81.9.0.1")
	r.Destination.Origins = []Origin{{ASN: destAS}, {ASN: transitAS}}
	r.Infos[p.Target] = r.Destination
	public := netip.MustParseAddr("81.3.0.7")
	r.ISP = ISP{PublicAddr: public, Origin: Origin{ASN: otherAS}, Source: FromSTUN}
	r.Infos[public] = Info{Addr: public, Kind: Public, Origins: []Origin{{ASN: otherAS}, {ASN: ispAS}}, OriginStatus: Found}

	got := Refine(p, r)
	if asn := got.Destination.ASN(); asn != transitAS {
		t.Errorf("destination: got AS %d, want AS %d", asn, transitAS)
	}
	if got.ISP.Origin.ASN != ispAS || got.ISP.Source != FromSTUN {
		t.Errorf("ISP: got %v, want AS %d", got.ISP, ispAS)
	}
}
