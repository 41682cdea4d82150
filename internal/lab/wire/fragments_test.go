package wire

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"testing"

	"ftr/socket"
)

// cut returns the fragments of a packet with n bytes of payload each but the last.
func cut(b []byte, n int, id uint16) [][]byte {
	h, err := parseHeader(b)
	if err != nil {
		panic(err)
	}
	payload := b[h.len:h.total]
	var parts [][]byte
	for at := 0; at < len(payload); at += n {
		part := payload[at:min(at+n, len(payload))]
		more := at+n < len(payload)
		parts = append(parts, fragmentOf(h, part, at, more, id))
	}
	return parts
}

func fragmentOf(h header, part []byte, at int, more bool, id uint16) []byte {
	flag := uint16(0)
	if h.src.Is6() {
		if more {
			flag = 1
		}
		f := binary.BigEndian.AppendUint16([]byte{h.proto, 0}, uint16(at)|flag)
		f = binary.BigEndian.AppendUint32(f, uint32(id))
		h.proto = protoFragment
		return packet(h, append(f, part...))
	}
	if more {
		flag = 0x2000
	}
	b := packet(h, part)
	binary.BigEndian.PutUint16(b[4:], id)
	binary.BigEndian.PutUint16(b[6:], uint16(at/8)|flag)
	seal4(b)
	return b
}

// parseAll returns what the last of the packets makes.
func parseAll(t *testing.T, f *Fragments, packets ...[]byte) (*Probe, error) {
	t.Helper()
	for _, b := range packets[:len(packets)-1] {
		if _, err := f.Parse(b); !errors.Is(err, ErrIncomplete) {
			t.Errorf("got %v before the last fragment, want %v", err, ErrIncomplete)
		}
	}
	return f.Parse(packets[len(packets)-1])
}

func TestFragmentsMakeTheProbeThatWasCut(t *testing.T) {
	for name, is6 := range families {
		for _, n := range []int{8, 16, 32} {
			b := sent(socket.UDP, is6)
			want := parsed(b)
			parts := cut(b, n, 7)
			p, err := parseAll(t, new(Fragments), parts...)
			if err != nil {
				t.Fatalf("%s, %d bytes each: %v", name, n, err)
			}
			if !p.Intact || !bytes.Equal(p.transport(), want.transport()) {
				t.Errorf("%s, %d bytes each: got %x, want %x", name, n, p.raw, b)
			}
			want.Len = len(parts[0])
			if p.Packet != want.Packet {
				t.Errorf("%s, %d bytes each: got\n%+v, want\n%+v", name, n, p.Packet, want.Packet)
			}
		}
	}
}

func TestRoutersQuoteTheFirstFragment(t *testing.T) {
	for name, is6 := range families {
		parts := cut(sent(socket.UDP, is6), 16, 7)
		p, err := parseAll(t, new(Fragments), parts...)
		if err != nil {
			t.Fatal(err)
		}
		a := timeExceeded(is6)
		a.QuoteTTL, a.QuoteTOS = uint8(p.TTL), p.TOS
		_, body := received(t, mustReply(t, p, a))
		if quote := body[8:]; !bytes.Equal(quote, parts[0]) {
			t.Errorf("%s: quotes %x, want %x", name, quote, parts[0])
		}
		a.Quote = 8
		_, body = received(t, mustReply(t, p, a))
		if got, want := body[8:], parts[0][:len(parts[0])-8]; !bytes.Equal(got, want) {
			t.Errorf("%s: quotes 8 bytes as %x, want %x", name, got, want)
		}
	}
}

func TestFragmentsKeepPacketsApart(t *testing.T) {
	for name, is6 := range families {
		a, b := cut(sent(socket.UDP, is6), 32, 1), cut(sent(socket.ICMP, is6), 32, 1)
		var f Fragments
		for i, part := range [][]byte{a[0], b[0], a[1], b[1]} {
			_, err := f.Parse(part)
			if want := i < 2; errors.Is(err, ErrIncomplete) != want {
				t.Errorf("%s, packet %d: %v", name, i, err)
			}
		}
		if len(f.open) != 0 {
			t.Errorf("%s: %d probes are kept", name, len(f.open))
		}
	}
}

func TestFragmentsRefuseGaps(t *testing.T) {
	for name, is6 := range families {
		parts := cut(sent(socket.UDP, is6), 8, 1)
		for what, packets := range map[string][][]byte{
			"no beginning": parts[1:2],
			"a gap":        {parts[0], parts[2]},
			"twice":        {parts[0], parts[0]},
		} {
			var f Fragments
			if _, err := parseAll(t, &f, packets...); !errors.Is(err, errFragment) {
				t.Errorf("%s, %s: got %v, want %v", name, what, err, errFragment)
			}
			if len(f.open) != 0 {
				t.Errorf("%s, %s: %d probes are kept", name, what, len(f.open))
			}
		}
	}
}

func TestFragmentsForgetTheOldest(t *testing.T) {
	var f Fragments
	b := sent(socket.UDP, false)
	for id := range uint16(maxOpen + 1) {
		if _, err := f.Parse(cut(b, 32, id)[0]); !errors.Is(err, ErrIncomplete) {
			t.Fatal(err)
		}
	}
	if _, err := f.Parse(cut(b, 32, 0)[1]); !errors.Is(err, errFragment) {
		t.Errorf("the rest of the oldest: got %v, want %v", err, errFragment)
	}
	if p, err := f.Parse(cut(b, 32, 1)[1]); err != nil || p.Proto != socket.UDP {
		t.Errorf("the rest of the next: got %v, %v", p, err)
	}
}

func TestFragmentsRefuseMoreThanAPacketHolds(t *testing.T) {
	for name, is6 := range families {
		var f Fragments
		h, _ := parseHeader(sent(socket.UDP, is6))
		var err error
		for at := 0; at < 65528; at += 8192 {
			_, err = f.Parse(fragmentOf(h, make([]byte, 8192), at, true, 1))
		}
		if errors.Is(err, ErrIncomplete) || len(f.open) != 0 {
			t.Errorf("%s: got %v with %d open, want an error and none", name, err, len(f.open))
		}
	}
}

// FuzzFragments holds that no sequence of packets does harm, and that what is
// put together is quoted by a part of what came in.
func FuzzFragments(f *testing.F) {
	for _, is6 := range families {
		parts := cut(sent(socket.UDP, is6), 24, 1)
		f.Add(parts[0], parts[1])
	}
	f.Fuzz(func(t *testing.T, a, b []byte) {
		var f Fragments
		for _, packet := range [][]byte{a, b, b} {
			p, err := f.Parse(slices.Clone(packet))
			if err != nil {
				continue
			}
			received(t, mustReply(t, p, timeExceeded(p.Src.Is6())))
		}
	})
}
