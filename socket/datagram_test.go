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

func TestParseDatagramStepsOverTheFirstFragmentsHeader(t *testing.T) {
	whole := packet(end6.src, end6.dst, protoICMPv6, 1, []byte("12345678"))
	d, ok := parseDatagram6(fragment6(whole, protoUDP, 0))
	if !ok || d.proto != protoUDP || string(d.body) != "12345678" || d.length != 0 {
		t.Errorf("the first fragment: %+v, %v, want UDP with its body, of unknown length", d, ok)
	}
	if d, ok := parseDatagram6(fragment6(whole, protoUDP, 1)); ok {
		t.Errorf("a later fragment: %+v, want it refused", d)
	}
	if d, ok := parseDatagram6(fragment6(whole, protoUDP, 0)[:headerLen6+fragmentLen-1]); ok {
		t.Errorf("half a header: %+v, want it refused", d)
	}
}

// FuzzParseDatagram writes what it read again and reads the same.
func FuzzParseDatagram(f *testing.F) {
	for _, e := range ends {
		f.Add(e.v6, packet(e.src, e.dst, protoICMP, testTTL, []byte("body")))
	}
	f.Add(true, fragment6(packet(end6.src, end6.dst, 0, testTTL, []byte("body")), protoUDP, 0))
	f.Fuzz(func(t *testing.T, v6 bool, b []byte) {
		d, ok := parseDatagram(v6, b)
		if !ok {
			return
		}
		if v6 && d.proto == protoFragment {
			return // a fragment of a fragment, of which no more is read
		}
		again, ok := parseDatagram(v6, packet(d.src, d.dst, d.proto, d.ttl, d.body))
		same := again.src == d.src && again.dst == d.dst && again.proto == d.proto && again.ttl == d.ttl &&
			string(again.body) == string(d.body)
		if !ok || !same {
			t.Errorf("%x: %+v, written and read again %+v, %v", b, d, again, ok)
		}
	})
}
