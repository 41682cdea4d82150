package socket

import (
	"bytes"
	"testing"
)

func TestNewIdentifierLeavesRoomForFlows(t *testing.T) {
	for range 10000 {
		if id := newIdentifier(); id == 0 || int(id)+maxFlow > 0xffff {
			t.Fatalf("identifier %d", id)
		}
	}
}

func TestTagContradicts(t *testing.T) {
	ours := tag{7, nonce{1, 2, 3, 4, 5, 6}}
	other := tag{7, nonce{1, 2, 3, 4, 5, 7}}
	for what, c := range map[string]struct {
		quoted []byte
		want   bool
	}{
		"nothing":        {nil, false},
		"part of it":     {ours.payload(0)[:tagLen-1], false},
		"all":            {ours.payload(32), false},
		"padding":        {make([]byte, 32), false},
		"another nonce":  {other.payload(32), true},
		"another number": {tag{8, ours.nonce}.payload(32), true},
	} {
		if got := ours.contradicts(c.quoted); got != c.want {
			t.Errorf("%s: %v, want %v", what, got, c.want)
		}
	}
}

func FuzzParseTag(f *testing.F) {
	f.Add([]byte{})
	f.Add(tag{1, nonce{1, 2, 3, 4, 5, 6}}.payload(32))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, ok := parseTag(b)
		if ok != (len(b) >= tagLen) {
			t.Fatalf("%d bytes: %v", len(b), ok)
		}
		if ok && !bytes.Equal(got.payload(tagLen), b[:tagLen]) {
			t.Errorf("%x: %+v, which is written %x", b, got, got.payload(tagLen))
		}
	})
}
