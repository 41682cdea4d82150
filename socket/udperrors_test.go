package socket

import (
	"encoding/binary"
	"net"
	"net/netip"
	"reflect"
	"testing"

	"golang.org/x/net/bpf"
	"golang.org/x/net/icmp"
)

const testSource = 40000

// udpErrors returns the codec of the raw ICMP socket beside a UDP socket.
func (e end) udpErrors(first uint16) udpErrors {
	return udpErrors{udp{ipv6: e.v6, first: first, nonce: nonce{1, 2, 3, 4, 5, 6}}, testSource}
}

// datagram returns a UDP probe with its checksum, as it arrives at a router.
func (e end) datagram(t testing.TB, u udpErrors, p Probe, seq uint16) []byte {
	payload, err := u.encode(p, seq)
	if err != nil {
		t.Fatal(err)
	}
	b := binary.BigEndian.AppendUint16(nil, u.source)
	b = binary.BigEndian.AppendUint16(b, u.port(p.Flow))
	b = binary.BigEndian.AppendUint16(b, uint16(transportHeadLen+len(payload)))
	b = append(append(b, 0, 0), payload...)
	c := ^sum(append(pseudoHeader(e.src, p.Dst, protoUDP, uint16(len(b))), b...))
	if c == 0 {
		c = 0xffff // RFC 768
	}
	binary.BigEndian.PutUint16(b[6:], c)
	return packet(e.src, p.Dst, protoUDP, testTTL, b)
}

func TestUDPErrorsReadQuotesOfAnyLength(t *testing.T) {
	stack := &icmp.MPLSLabelStack{Class: 1, Type: 1, Labels: []icmp.MPLSLabel{{Label: 24001, TTL: 1}}}
	info := &icmp.InterfaceInfo{Class: 2, Type: 0b1000, Interface: &net.Interface{Index: 9}}
	for name, e := range ends {
		u := e.udpErrors(33434)
		quote := e.datagram(t, u, Probe{Dst: e.dst, Flow: 2}, 300)
		headers := ipHeadLen(e.v6) + transportHeadLen
		for what, c := range map[string]struct {
			quote  []byte
			summed bool
		}{
			"whole":                 {quote, false},
			"eight bytes":           {quote[:headers], true},
			"half a tag":            {quote[:headers+4], false}, // the extensions make it longer
			"eight bytes and zeros": {append(quote[:headers:headers], make([]byte, 90)...), true},
			"the tag and zeros":     {append(quote[:headers+8:headers+8], make([]byte, 90)...), false},
		} {
			a, ok := u.decode(e.timeExceeded(t, c.quote, stack, info))
			want := arrival{numbered: true, summed: c.summed, seq: 300, flow: 2, dst: e.dst, reply: Reply{
				From: e.router, Kind: TimeExceeded, ICMPType: map[bool]uint8{false: 11, true: 3}[e.v6],
				TTL: 60, Quote: Quote{Known: true, TTL: testTTL, TOS: testTOS},
				MPLS: []Label{{Label: 24001, TTL: 1}}, Interfaces: []Interface{{Role: Incoming, Index: 9}},
			}}
			if !ok || !reflect.DeepEqual(a, want) {
				t.Errorf("%s, quote %s:\ngot  %+v, %v\nwant %+v, true", name, what, a, ok, want)
			}
		}
	}
}

// All numbers there are have a checksum of their own, zero excepted, which the
// kernel does not send.
func TestUDPErrorsReadEachNumberFromTheChecksum(t *testing.T) {
	for name, e := range ends {
		for _, first := range []uint16{33434, dnsPort} {
			u := e.udpErrors(first)
			headers := ipHeadLen(e.v6) + transportHeadLen
			seen := make(map[uint16]bool)
			for seq := range uint16(noSeq) {
				q := e.datagram(t, u, Probe{Dst: e.dst}, seq)
				d, _ := parseDatagram(e.v6, q[:headers])
				seen[quotedUDP{datagram: d}.checksum()] = true
				got := quotedUDP{datagram: d, src: e.src}
				if n := got.seq(u.udp); n != seq || !got.summed() && got.checksum() != sum(pseudoHeader(e.src, e.dst, protoUDP, got.length())) {
					t.Fatalf("%s, port %d: number %d came back as %d", name, first, seq, n)
				}
			}
			if len(seen) != noSeq || seen[0] {
				t.Errorf("%s, port %d: %d checksums, want %d, and not 0", name, first, len(seen), noSeq)
			}
		}
	}
}

func TestUDPErrorsSeeThatANATRewroteTheProbe(t *testing.T) {
	for name, e := range ends {
		u := e.udpErrors(33434)
		headers := ipHeadLen(e.v6) + transportHeadLen
		at := headers - 2
		src := map[bool]int{false: 12, true: 8}[e.v6]
		for what, c := range map[string]struct {
			change    func(q []byte)
			rewritten bool // shown by a whole quote
			numbered  bool // by the header alone
		}{
			"nothing":             {func([]byte) {}, false, true},
			"the checksum":        {func(q []byte) { q[at] ^= 1 }, true, true}, // table.answer finds out
			"the source":          {func(q []byte) { q[src+3] ^= 1 }, true, false},
			"a blanked checksum":  {func(q []byte) { q[at], q[at+1] = 0, 0 }, false, false},
			"an undone checksum":  {func(q []byte) { copy(q[at:], undone(e, q)) }, false, false},
			"a length too small":  {func(q []byte) { q[at-2], q[at-1] = 0, 7 }, false, false},
			"a length of nothing": {func(q []byte) { q[at-2], q[at-1] = 0, 0 }, false, false},
		} {
			q := e.datagram(t, u, Probe{Dst: e.dst}, 300)
			c.change(q)
			a, ok := u.decode(e.timeExceeded(t, q))
			if !ok || a.reply.Quote.Rewritten != c.rewritten || !a.numbered || a.seq != 300 {
				t.Errorf("%s, changed %s: %+v, %v, want number 300, rewritten: %v", name, what, a, ok, c.rewritten)
			}
			a, ok = u.decode(e.timeExceeded(t, q[:headers]))
			if !ok || a.numbered != c.numbered || a.summed != c.numbered || what == "the source" && !a.reply.Quote.Rewritten {
				t.Errorf("%s, changed %s, header alone: %+v, %v, want numbered: %v", name, what, a, ok, c.numbered)
			}
		}
	}
}

// undone returns the checksum that a packet has between containers.
func undone(e end, q []byte) []byte {
	n := uint16(len(q) - ipHeadLen(e.v6))
	return binary.BigEndian.AppendUint16(nil, sum(pseudoHeader(e.src, e.dst, protoUDP, n)))
}

func TestUDPErrorsRefuseWhatIsNotTheirOwn(t *testing.T) {
	for name, e := range ends {
		u := e.udpErrors(33434)
		head := ipHeadLen(e.v6)
		for what, change := range map[string]func(q []byte) []byte{
			"another source port": func(q []byte) []byte { q[head+1] ^= 1; return q },
			"another nonce":       func(q []byte) []byte { q[head+transportHeadLen+4] ^= 1; return q },
			"another protocol":    func(q []byte) []byte { q[map[bool]int{false: 9, true: 6}[e.v6]] = 6; return q },
			"seven bytes":         func(q []byte) []byte { return q[:head+7] },
			"nothing":             func([]byte) []byte { return nil },
		} {
			if a, ok := u.decode(e.timeExceeded(t, change(e.datagram(t, u, Probe{Dst: e.dst}, 5)))); ok {
				t.Errorf("%s, quote with %s: got %+v, want it refused", name, what, a)
			}
		}
		if a, ok := u.decode(e.echoReply(t, e.dst, Probe{Dst: e.dst}, 5)); ok {
			t.Errorf("%s, an echo reply: got %+v, want it refused", name, a)
		}
	}
}

// FuzzUDPErrorsDecode feeds anything to the codec. What it accepts the kernel
// filter must have let through.
func FuzzUDPErrorsDecode(f *testing.F) {
	for _, e := range ends {
		for _, first := range []uint16{33434, dnsPort} {
			q := e.datagram(f, e.udpErrors(first), Probe{Dst: e.dst}, 7)
			f.Add(e.timeExceeded(f, q).bytes)
			f.Add(e.timeExceeded(f, q[:ipHeadLen(e.v6)+transportHeadLen]).bytes)
		}
	}
	vms := map[bool]*bpf.VM{}
	for _, e := range ends {
		vms[e.v6] = vm(f, e.v6, errorSieve(protoUDP, testSource))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for name, e := range ends {
			m := message{bytes: b, from: netip.AddrPortFrom(e.router, 0), to: e.src}
			a, ok := e.udpErrors(dnsPort).decode(m)
			if !ok {
				continue
			}
			if a.reply.Kind == 0 || !a.dst.IsValid() || a.summed && !a.numbered {
				t.Errorf("%s: accepted %+v", name, a)
			}
			if n, err := vms[e.v6].Run(b); n == 0 || err != nil {
				t.Errorf("%s: decode accepts %x, the kernel filter does not (%d, %v)", name, b, n, err)
			}
		}
	})
}

// FuzzUDPErrorsRoundTrip sends any probe through a router that quotes any number
// of its bytes from eight behind the IP header on.
func FuzzUDPErrorsRoundTrip(f *testing.F) {
	f.Add(uint16(0), uint16(33434), 0, 60, 8)
	f.Add(uint16(0xfffe), uint16(53), 0, 1500, 30)
	f.Fuzz(func(t *testing.T, seq, first uint16, flow, size, quoted int) {
		for name, e := range ends {
			u := e.udpErrors(first)
			p := Probe{Dst: e.dst, TTL: 1, Flow: flow, Size: size}
			if size > 2000 || seq == noSeq || check(p, e.v6, u.flows()) != nil {
				continue
			}
			if _, err := u.encode(p, seq); err != nil {
				continue
			}
			q := e.datagram(t, u, p, seq)
			q = q[:min(len(q), ipHeadLen(e.v6)+transportHeadLen+max(quoted, 0)%2000)]
			a, ok := u.decode(e.timeExceeded(t, q))
			if !ok || a.numbered && a.seq != seq || a.flow != flow || a.dst != e.dst || a.reply.Quote.Rewritten {
				t.Errorf("%s: number %d, flow %d came back as %+v, %v", name, seq, flow, a, ok)
			}
		}
	})
}
