package socket

import "testing"

func TestParseDatagramRefusesLaterFragments(t *testing.T) {
	b := packet(end4.src, end4.dst, protoICMP, 1, make([]byte, 8))
	b[6] = 0x20 // more fragments: the first one
	if _, ok := parseDatagram4(b); !ok {
		t.Error("the first fragment is refused")
	}
	b[7] = 1
	if d, ok := parseDatagram4(b); ok {
		t.Errorf("a later fragment: %+v, want it refused", d)
	}
}

// FuzzParseDatagram writes what it read again and reads the same.
func FuzzParseDatagram(f *testing.F) {
	for _, e := range ends {
		f.Add(e.v6, packet(e.src, e.dst, protoICMP, testTTL, []byte("body")))
	}
	f.Fuzz(func(t *testing.T, v6 bool, b []byte) {
		d, ok := parseDatagram(v6, b)
		if !ok {
			return
		}
		again, ok := parseDatagram(v6, packet(d.src, d.dst, d.proto, d.ttl, d.body))
		same := again.src == d.src && again.dst == d.dst && again.proto == d.proto && again.ttl == d.ttl &&
			string(again.body) == string(d.body)
		if !ok || !same {
			t.Errorf("%x: %+v, written and read again %+v, %v", b, d, again, ok)
		}
	})
}
