package socket

import (
	"encoding/binary"
	"net/netip"
	"reflect"
	"testing"

	"golang.org/x/net/bpf"
)

// tcp returns the codec of a raw TCP socket of the family.
func (e end) tcp() tcp {
	return tcp{
		ipv6: e.v6, source: testSource, dst: 443, nonce: nonce{0xff, 2, 3, 4, 5, 6},
		local: func(netip.Addr) (netip.Addr, error) { return e.src, nil },
	}
}

// syn returns the probe with the number 300 as it arrives at a router.
func (e end) syn(t testing.TB, p Probe) []byte {
	b, err := e.tcp().encode(p, 300)
	if err != nil {
		t.Fatal(err)
	}
	return packet(e.src, p.Dst, protoTCP, testTTL, b)
}

// segment returns a segment to the probes' port that acknowledges ack, as a raw
// socket delivers it.
func (e end) segment(flags byte, ack uint32) message {
	b := make([]byte, tcpHeadLen)
	binary.BigEndian.PutUint16(b, 443)
	binary.BigEndian.PutUint16(b[2:], testSource)
	binary.BigEndian.PutUint32(b[8:], ack)
	b[12], b[13] = 5<<4, flags
	binary.BigEndian.PutUint16(b[16:], e.tcp().checksum(b, e.dst, e.src))
	m := message{bytes: b, from: netip.AddrPortFrom(e.dst, 0), to: e.src, ttl: 60}
	if !e.v6 {
		m.bytes = packet(e.dst, e.src, protoTCP, 60, b)
	}
	return m
}

func TestSYNHasTheSizeAskedForAndARightChecksum(t *testing.T) {
	for name, e := range ends {
		least := ipHeadLen(e.v6) + tcpHeadLen
		for size, options := range map[int]int{0: 20, least: 0, least + 3: 0, least + 4: 4, least + 19: 4, least + 20: 20, 1400: 20} {
			b, err := e.tcp().encode(Probe{Dst: e.dst, Size: size}, 7)
			if err != nil {
				t.Fatal(err)
			}
			want := size
			if size == 0 {
				want = map[bool]int{false: DefaultSize4, true: DefaultSize6}[e.v6]
			}
			if got := ipHeadLen(e.v6) + len(b); got != want {
				t.Errorf("%s: %d bytes, want %d", name, got, want)
			}
			if got := int(b[12]>>4)*4 - tcpHeadLen; got != options || b[13] != flagSYN {
				t.Errorf("%s, size %d: %d bytes of options, flags %#x, want %d, SYN", name, size, got, b[13], options)
			}
			if !intact(b, e.src, e.dst) {
				t.Errorf("%s, size %d: wrong checksum", name, size)
			}
		}
		if _, err := e.tcp().encode(Probe{Dst: e.dst, Size: least - 1}, 7); err == nil {
			t.Errorf("%s: %d bytes are no segment", name, least-1)
		}
	}
}

func TestSegmentsNameTheirProbe(t *testing.T) {
	for name, e := range ends {
		for _, seq := range []uint16{0, 1, 300, 0xfffe} {
			isn := e.tcp().isn(seq)
			for flags, want := range map[byte]Kind{flagSYN | flagACK: SynAck, flagRST | flagACK: Reset} {
				for _, payload := range []uint16{0, 1, 1400, 65495, 65535} {
					a, ok := e.tcp().decode(e.segment(flags, isn+1+uint32(payload)))
					if !ok || !a.numbered || a.seq != seq || a.acked != payload || a.reply.Kind != want ||
						a.reply.From != e.dst || a.dst != e.dst || a.reply.TTL != 60 {
						t.Errorf("%s, number %d, flags %#x, %d bytes: %+v, %v", name, seq, flags, payload, a, ok)
					}
				}
			}
		}
	}
}

// A second SYN must not fall into the window that the first one opened.
func TestLaterProbesHaveLowerSequenceNumbers(t *testing.T) {
	c := end4.tcp()
	for _, seq := range []uint16{0, 1, 299, 0x7fff, 0xfffe, 0xffff} { // numbers wrap
		if d := c.isn(seq) - c.isn(seq+1); d != 1<<16 {
			t.Errorf("number %d is %d above the next one, want %d", seq, d, 1<<16)
		}
	}
}

// A reset acknowledges the payload as well, a SYN-ACK need not. Another number of
// bytes acknowledges no probe.
func TestSegmentsAcknowledgeTheWholeProbeOrItsSYN(t *testing.T) {
	for name, e := range ends {
		head := ipHeadLen(e.v6) + tcpHeadLen
		for size, c := range map[int]struct{ payload, other uint16 }{
			0:         {0, 1},
			head:      {0, 1},
			head + 3:  {3, 2},
			head + 4:  {0, 4},
			head + 19: {15, 19},
			1400:      {uint16(1400 - head - 20), 1},
		} {
			tb := newTable(300)
			register(t, tb, Probe{Dst: e.dst, Size: size})
			for acked, want := range map[uint16]bool{0: true, c.payload: true, c.other: false} {
				a, _ := e.tcp().decode(e.segment(flagRST|flagACK, e.tcp().isn(300)+1+uint32(acked)))
				if _, ok := tb.answer(a, epoch); ok != want {
					t.Errorf("%s, size %d: a reset that acknowledges %d bytes answers: %v, want %v", name, size, acked, ok, want)
				}
			}
		}
	}
}

func TestOtherSegmentsAreRefused(t *testing.T) {
	for name, e := range ends {
		isn := e.tcp().isn(300)
		good := e.segment(flagSYN|flagACK, isn+1)
		head := len(good.bytes) - tcpHeadLen
		changed := func(at int) message {
			m := good
			m.bytes = append([]byte(nil), good.bytes...)
			m.bytes[head+at] ^= 1
			return m
		}
		short := good
		short.bytes = good.bytes[:len(good.bytes)-1]
		for what, m := range map[string]message{
			"challenge ACK":          e.segment(flagACK, isn+1),
			"SYN":                    e.segment(flagSYN, isn+1),
			"reset without ACK":      e.segment(flagRST, isn+1),
			"other source port":      changed(1),
			"other destination port": changed(3),
			"wrong checksum":         changed(15),
			"one byte less":          short,
			"nothing":                {},
		} {
			if a, ok := e.tcp().decode(m); ok {
				t.Errorf("%s, %s: accepted as %+v", name, what, a)
			}
		}
		if _, ok := e.tcp().decode(good); !ok {
			t.Errorf("%s: the segment that the others differ from is refused", name)
		}
	}
}

// The kernel leaves the checksum of what stays on this machine to an interface
// that never sees it.
func TestSegmentFromThisMachineHasAnUndoneChecksum(t *testing.T) {
	for name, e := range ends {
		m := e.segment(flagSYN|flagACK, e.tcp().isn(300)+1)
		b := m.bytes[len(m.bytes)-tcpHeadLen:]
		binary.BigEndian.PutUint16(b[16:], sum(pseudoHeader(e.dst, e.src, protoTCP, tcpHeadLen)))
		if _, ok := e.tcp().decode(m); !ok {
			t.Errorf("%s: refused", name)
		}
	}
}

func TestTCPErrorsReadQuotesOfAnyLength(t *testing.T) {
	for name, e := range ends {
		quote := e.syn(t, Probe{Dst: e.dst, Size: 100})
		head := ipHeadLen(e.v6)
		for what, c := range map[string]struct {
			change    func(q []byte) []byte
			rewritten bool
		}{
			"whole":              {func(q []byte) []byte { return q }, false},
			"eight bytes":        {func(q []byte) []byte { return q[:head+8] }, false},
			"the header":         {func(q []byte) []byte { return q[:head+tcpHeadLen] }, false},
			"another checksum":   {func(q []byte) []byte { q[head+16] ^= 1; return q }, true},
			"a blanked checksum": {func(q []byte) []byte { q[head+16], q[head+17] = 0, 0; return q }, false},
			"a changed length":   {func(q []byte) []byte { swapLength(q, e.v6); return q }, true}, // nobody knows what it was
			"another source":     {func(q []byte) []byte { q[map[bool]int{false: 15, true: 23}[e.v6]] ^= 1; return q[:head+8] }, true},
		} {
			q := c.change(append([]byte(nil), quote...))
			a, ok := tcpErrors{e.tcp()}.decode(e.timeExceeded(t, q))
			want := arrival{numbered: true, seq: 300, dst: e.dst, reply: Reply{
				From: e.router, Kind: TimeExceeded, ICMPType: map[bool]uint8{false: 11, true: 3}[e.v6],
				TTL: 60, Quote: Quote{Known: true, TTL: testTTL, TOS: testTOS, Rewritten: c.rewritten},
			}}
			if !ok || !reflect.DeepEqual(a, want) {
				t.Errorf("%s, quote %s:\ngot  %+v, %v\nwant %+v, true", name, what, a, ok, want)
			}
		}
	}
}

// swapLength writes the length of a packet in the other byte order, as some
// routers quote it.
func swapLength(q []byte, v6 bool) {
	at := map[bool]int{false: 2, true: 4}[v6]
	q[at], q[at+1] = q[at+1], q[at]
}

// A router that quotes the length in the other byte order is no NAT.
func TestTCPErrorsKnowTheDefaultLength(t *testing.T) {
	for name, e := range ends {
		q := e.syn(t, Probe{Dst: e.dst})
		swapLength(q, e.v6)
		if a, ok := (tcpErrors{e.tcp()}).decode(e.timeExceeded(t, q)); !ok || a.reply.Quote.Rewritten {
			t.Errorf("%s: %+v, %v, want it not rewritten", name, a, ok)
		}
	}
}

func TestTCPErrorsRefuseWhatIsNotOurs(t *testing.T) {
	for name, e := range ends {
		head := ipHeadLen(e.v6)
		for what, change := range map[string]func(q []byte) []byte{
			"another source port":      func(q []byte) []byte { q[head+1] ^= 1; return q },
			"another destination port": func(q []byte) []byte { q[head+3] ^= 1; return q },
			"another serial":           func(q []byte) []byte { q[head+7] ^= 1; return q },
		} {
			q := change(e.syn(t, Probe{Dst: e.dst}))
			if a, ok := (tcpErrors{e.tcp()}).decode(message{bytes: e.timeExceeded(t, q).bytes, to: e.src}); ok {
				t.Errorf("%s, %s: accepted as %+v", name, what, a)
			}
			if _, ok := e.tcp().decodeFailure(message{}, failure{}); ok {
				t.Errorf("%s: a raw socket has an error queue", name)
			}
		}
	}
}

func TestSegmentFilterLetsThroughWhatMayBeOurs(t *testing.T) {
	for name, e := range ends {
		program, err := e.tcp().filter()
		if err != nil {
			t.Fatal(err)
		}
		in, _ := bpf.Disassemble(program)
		v, err := bpf.NewVM(in)
		if err != nil {
			t.Fatal(err)
		}
		other := e.segment(flagSYN|flagACK, 1).bytes
		other[len(other)-tcpHeadLen+1] ^= 1
		for what, c := range map[string]struct {
			bytes []byte
			want  bool
		}{
			"SYN-ACK":           {e.segment(flagSYN|flagACK, 1).bytes, true},
			"SYN-ACK with more": {e.segment(flagSYN|flagACK|0x40, 1).bytes, true},
			"reset":             {e.segment(flagRST|flagACK, 1).bytes, true},
			"ACK":               {e.segment(flagACK, 1).bytes, false},
			"SYN":               {e.segment(flagSYN, 1).bytes, false},
			"FIN":               {e.segment(flagACK|1, 1).bytes, false},
			"of another port":   {other, false},
			"nothing":           {nil, false},
			"ten bytes":         {e.segment(flagSYN|flagACK, 1).bytes[:10], false},
		} {
			n, err := v.Run(c.bytes)
			if got := n > 0; err != nil || got != c.want {
				t.Errorf("%s, %s: %d, %v, want accepted: %v", name, what, n, err, c.want)
			}
		}
	}
}

// What comes to a raw TCP socket, or as an error about it, makes no arrival but of
// a number that the bytes hold.
func FuzzTCP(f *testing.F) {
	for _, e := range ends {
		f.Add(e.v6, e.segment(flagSYN|flagACK, e.tcp().isn(300)+1).bytes)
		f.Add(e.v6, e.timeExceeded(f, e.syn(f, Probe{Dst: e.dst})).bytes)
	}
	f.Fuzz(func(t *testing.T, v6 bool, b []byte) {
		e := end4
		if v6 {
			e = end6
		}
		m := message{bytes: b, from: netip.AddrPortFrom(e.dst, 0), to: e.src}
		if a, ok := e.tcp().decode(m); ok {
			ack := binary.BigEndian.Uint32(tail(v6, b)[8:])
			if !a.numbered || ack-1-e.tcp().isn(a.seq) != uint32(a.acked) {
				t.Errorf("%+v for acknowledgment %#x", a, ack)
			}
		}
		if a, ok := (tcpErrors{e.tcp()}).decode(m); ok && !a.numbered {
			t.Errorf("%+v has no number", a)
		}
	})
}

// tail returns what follows the IP header, if there is one.
func tail(v6 bool, b []byte) []byte {
	if v6 {
		return b
	}
	return b[int(b[0]&0xf)*4:]
}
