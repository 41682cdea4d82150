package socket

import (
	"encoding/binary"
	"net"
	"net/netip"
	"reflect"
	"testing"

	"golang.org/x/net/bpf"
	"golang.org/x/net/icmp"
	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

func TestEchoChecksumIsTheSameForAllNumbers(t *testing.T) {
	for name, e := range ends {
		want := e.probe(t, Probe{Dst: e.dst, Flow: 5}, 0)
		d, _ := parseDatagram(e.v6, want)
		for _, seq := range []uint16{1, 255, 0x7fff, 0xfffe, 0xffff} {
			got, _ := parseDatagram(e.v6, e.probe(t, Probe{Dst: e.dst, Flow: 5}, seq))
			if g, w := binary.BigEndian.Uint16(got.body[2:]), binary.BigEndian.Uint16(d.body[2:]); g != w {
				t.Errorf("%s: checksum of number %d is %#x, of number 0 %#x", name, seq, g, w)
			}
		}
	}
}

func TestEchoHasTheSizeAskedFor(t *testing.T) {
	for name, e := range ends {
		for size, want := range map[int]int{0: DefaultSize4, 100: 100, 1500: 1500, minSize(e.v6): minSize(e.v6)} {
			if size == 0 && e.v6 {
				want = DefaultSize6
			}
			if got := len(e.probe(t, Probe{Dst: e.dst, Size: size}, 1)); got != want {
				t.Errorf("%s: size %d gives %d bytes, want %d", name, size, got, want)
			}
		}
	}
}

func TestEchoReadsTimeExceeded(t *testing.T) {
	for name, e := range ends {
		quote := e.probe(t, Probe{Dst: e.dst, Flow: 2}, 77)
		headers := len(quote) - DefaultSize4 + headerLen4 + transportHeadLen
		if e.v6 {
			headers = headerLen6 + transportHeadLen
		}
		for what, q := range map[string][]byte{
			"whole":                  quote,
			"eight bytes":            quote[:headers],
			"half a tag":             quote[:headers+3],
			"eight bytes and zeros":  append(quote[:headers:headers], make([]byte, 100)...),
			"whole, padded with 128": append(quote[:len(quote):len(quote)], make([]byte, 128)...),
		} {
			a, ok := e.echo().decode(e.timeExceeded(t, q))
			want := arrival{numbered: true, seq: 77, flow: 2, dst: e.dst, reply: Reply{
				From: e.router, Kind: TimeExceeded, ICMPType: map[bool]uint8{false: 11, true: 3}[e.v6],
				TTL: 60, Quote: Quote{Known: true, TTL: testTTL, TOS: testTOS},
			}}
			if !ok || !reflect.DeepEqual(a, want) {
				t.Errorf("%s, quote %s:\ngot  %+v, %v\nwant %+v, true", name, what, a, ok, want)
			}
		}
	}
}

func TestEchoReadsExtensions(t *testing.T) {
	stack := &icmp.MPLSLabelStack{Class: 1, Type: 1, Labels: []icmp.MPLSLabel{
		{Label: 24001, TC: 3, TTL: 1}, {Label: 1<<20 - 1, S: true, TTL: 255},
	}}
	for name, e := range ends {
		info := &icmp.InterfaceInfo{
			Class: 2, Type: 0b10_00_1111,
			Interface: &net.Interface{Index: 9, Name: "ge-0/0/1", MTU: 9000},
			Addr:      &net.IPAddr{IP: e.router.AsSlice()},
		}
		probe := e.probe(t, Probe{Dst: e.dst, Size: 600}, 1)
		a, ok := e.echo().decode(e.timeExceeded(t, probe, stack, info))
		wantMPLS := []Label{{24001, 3, false, 1}, {1<<20 - 1, 0, true, 255}}
		wantIf := []Interface{{Outgoing, 9, e.router, "ge-0/0/1", 9000}}
		if !ok || !reflect.DeepEqual(a.reply.MPLS, wantMPLS) || !reflect.DeepEqual(a.reply.Interfaces, wantIf) {
			t.Errorf("%s: got %+v and %+v, %v\nwant %+v and %+v", name, a.reply.MPLS, a.reply.Interfaces, ok, wantMPLS, wantIf)
		}
	}
}

func TestEchoReadsWhyAProbeEnded(t *testing.T) {
	for _, c := range []struct {
		e    end
		typ  icmp.Type
		code int
		body func(quote []byte) icmp.MessageBody
		kind Kind
		mtu  int
	}{
		{end4, ipv4.ICMPTypeDestinationUnreachable, 3, unreach, PortUnreachable, 0},
		{end4, ipv4.ICMPTypeDestinationUnreachable, 1, unreach, Unreachable, 0},
		{end4, ipv4.ICMPTypeDestinationUnreachable, 13, unreach, Unreachable, 0},
		{end4, ipv4.ICMPTypeDestinationUnreachable, 4, fragNeeded(1400), PacketTooBig, 1400},
		{end4, ipv4.ICMPTypeParameterProblem, 0, unreach, Unreachable, 0},
		{end6, ipv6.ICMPTypeDestinationUnreachable, 4, unreach, PortUnreachable, 0},
		{end6, ipv6.ICMPTypeDestinationUnreachable, 1, unreach, Unreachable, 0},
		{end6, ipv6.ICMPTypePacketTooBig, 0, tooBig(1280), PacketTooBig, 1280},
		{end6, ipv6.ICMPTypeParameterProblem, 1, fragNeeded(0), Unreachable, 0},
		{end4, ipv4.ICMPTypeTimeExceeded, 1, unreach, 0, 0},
		{end6, ipv6.ICMPTypeTimeExceeded, 1, unreach, 0, 0},
		{end4, ipv4.ICMPType(4), 0, fragNeeded(0), 0, 0},
		{end4, ipv4.ICMPTypeRedirect, 1, fragNeeded(0), 0, 0},
	} {
		quote := c.e.probe(t, Probe{Dst: c.e.dst}, 5)
		a, ok := c.e.echo().decode(c.e.received(t, c.e.router, c.typ, c.code, c.body(quote)))
		if ok != (c.kind != 0) || a.reply.Kind != c.kind || a.reply.MTU != c.mtu {
			t.Errorf("%v/%d: kind %d, MTU %d, %v; want kind %d, MTU %d", c.typ, c.code, a.reply.Kind, a.reply.MTU, ok, c.kind, c.mtu)
		}
	}
}

func unreach(quote []byte) icmp.MessageBody { return &icmp.DstUnreach{Data: quote} }

func tooBig(mtu int) func([]byte) icmp.MessageBody {
	return func(quote []byte) icmp.MessageBody { return &icmp.PacketTooBig{MTU: mtu, Data: quote} }
}

// fragNeeded has the MTU in the last two of the four bytes before the quote.
func fragNeeded(mtu int) func([]byte) icmp.MessageBody {
	return func(quote []byte) icmp.MessageBody {
		return &icmp.RawBody{Data: append([]byte{0, 0, byte(mtu >> 8), byte(mtu)}, quote...)}
	}
}

func TestEchoReadsReplies(t *testing.T) {
	other := map[bool]netip.Addr{false: netip.MustParseAddr("203.0.113.5"), true: netip.MustParseAddr("2001:db8:ffff::5")}
	for name, e := range ends {
		for _, from := range []netip.Addr{e.dst, other[e.v6]} {
			a, ok := e.echo().decode(e.echoReply(t, from, Probe{Dst: e.dst, Flow: 1023}, 0xfffe))
			want := arrival{numbered: true, seq: 0xfffe, flow: 1023, reply: Reply{
				From: from, Kind: EchoReply, ICMPType: map[bool]uint8{false: 0, true: 129}[e.v6], TTL: 60,
			}}
			if !ok || !reflect.DeepEqual(a, want) {
				t.Errorf("%s from %s:\ngot  %+v, %v\nwant %+v, true", name, from, a, ok, want)
			}
		}
	}
}

func TestEchoRefusesWhatIsNotItsOwn(t *testing.T) {
	for name, e := range ends {
		body := len(e.probe(t, Probe{Dst: e.dst}, 5)) - payloadLen(Probe{}, e.v6)
		for what, change := range map[string]func(quote []byte) []byte{
			"another nonce":          func(q []byte) []byte { q[body+4] ^= 1; return q },
			"another complement":     func(q []byte) []byte { q[body] ^= 1; return q },
			"an echo reply":          func(q []byte) []byte { q[body-8] = 0; return q },
			"a code":                 func(q []byte) []byte { q[body-7] = 1; return q },
			"seven bytes":            func(q []byte) []byte { return q[:body-1] },
			"half an IP header":      func(q []byte) []byte { return q[:10] },
			"nothing":                func(q []byte) []byte { return nil },
			"another IP version":     func(q []byte) []byte { q[0] = 0x55; return q },
			"another protocol":       func(q []byte) []byte { q[map[bool]int{false: 9, true: 6}[e.v6]] = 17; return q },
			"a header past its end":  func(q []byte) []byte { q[0] |= 0xf; return q[:24] },
			"a header under minimum": func(q []byte) []byte { q[0] = q[0]&0xf0 | 4; return q[:12] },
		} {
			if a, ok := e.echo().decode(e.timeExceeded(t, change(e.probe(t, Probe{Dst: e.dst}, 5)))); ok {
				t.Errorf("%s, quote of %s: got %+v, want it refused", name, what, a)
			}
		}
	}
}

func TestEchoRefusesAWrongChecksum(t *testing.T) {
	m := end4.timeExceeded(t, end4.probe(t, Probe{Dst: end4.dst}, 5))
	m.bytes[len(m.bytes)-1] ^= 1
	if a, ok := end4.echo().decode(m); ok {
		t.Errorf("got %+v, want it refused", a)
	}
}

func TestEchoRefusesAForeignReply(t *testing.T) {
	for name, e := range ends {
		m := e.echoReply(t, e.dst, Probe{Dst: e.dst}, 5)
		stranger := e.echo()
		stranger.nonce[0] ^= 1
		if a, ok := stranger.decode(m); ok {
			t.Errorf("%s: got %+v, want it refused", name, a)
		}
	}
}

func TestEchoSeesThatANATRewroteTheProbe(t *testing.T) {
	for name, e := range ends {
		sum := map[bool]int{false: headerLen4, true: headerLen6}[e.v6] + 2
		src := map[bool]int{false: 12, true: 8}[e.v6]
		for what, c := range map[string]struct {
			change func(q []byte)
			want   bool
		}{
			"nothing":            {func([]byte) {}, false},
			"the checksum":       {func(q []byte) { q[sum] ^= 1 }, true},
			"the source":         {func(q []byte) { q[src+3] ^= 1 }, true},
			"a blanked checksum": {func(q []byte) { q[sum], q[sum+1] = 0, 0 }, false},
		} {
			q := e.probe(t, Probe{Dst: e.dst, Flow: 9}, 1234)
			c.change(q)
			a, ok := e.echo().decode(e.timeExceeded(t, q))
			if !ok || a.reply.Quote.Rewritten != c.want {
				t.Errorf("%s, changed %s: rewritten %v, %v, want %v, true", name, what, a.reply.Quote.Rewritten, ok, c.want)
			}
		}
	}
}

func TestEchoReadsTheErrorQueueOfAPingSocket(t *testing.T) {
	for name, e := range ends {
		d, _ := parseDatagram(e.v6, e.probe(t, Probe{Dst: e.dst, Flow: 4}, 300))
		typ := map[bool]uint8{false: 11, true: 3}[e.v6]
		for _, n := range []int{8, 11, len(d.body)} {
			m := message{bytes: d.body[:n], from: netip.AddrPortFrom(e.dst, 0), ttl: 61}
			a, ok := e.echo().decodeFailure(m, failure{typ: typ, offender: e.router})
			want := arrival{numbered: true, seq: 300, flow: 4, dst: e.dst, reply: Reply{
				From: e.router, Kind: TimeExceeded, ICMPType: typ, TTL: 61,
			}}
			if !ok || !reflect.DeepEqual(a, want) {
				t.Errorf("%s, %d bytes:\ngot  %+v, %v\nwant %+v, true", name, n, a, ok, want)
			}
		}
		if a, ok := e.echo().decodeFailure(message{bytes: d.body[:7]}, failure{typ: typ, offender: e.router}); ok {
			t.Errorf("%s, 7 bytes: got %+v, want it refused", name, a)
		}
		if a, ok := e.echo().decodeFailure(message{bytes: d.body}, failure{typ: typ}); ok {
			t.Errorf("%s, no offender: got %+v, want it refused", name, a)
		}
	}
}

// FuzzEchoDecode feeds anything to the codecs of raw sockets. What they accept
// the kernel filter must have let through.
func FuzzEchoDecode(f *testing.F) {
	for _, e := range ends {
		f.Add(e.timeExceeded(f, e.probe(f, Probe{Dst: e.dst}, 7)).bytes)
		f.Add(e.echoReply(f, e.dst, Probe{Dst: e.dst, Flow: 1023}, 7).bytes)
		f.Add(e.timeExceeded(f, e.probe(f, Probe{Dst: e.dst}, 7), &icmp.MPLSLabelStack{Class: 1, Type: 1}).bytes)
	}
	vms := map[bool]*bpf.VM{false: vm(f, false, end4.echo().sieve()), true: vm(f, true, end6.echo().sieve())}
	f.Fuzz(func(t *testing.T, b []byte) {
		for name, e := range ends {
			m := message{bytes: b, from: netip.AddrPortFrom(e.router, 0), to: e.src}
			a, ok := e.echo().decode(m)
			if !ok || a.flow > maxFlow {
				continue
			}
			if !a.numbered || a.reply.Kind == 0 || !a.reply.From.IsValid() {
				t.Errorf("%s: accepted %+v", name, a)
			}
			if n, err := vms[e.v6].Run(b); n == 0 || err != nil {
				t.Errorf("%s: decode accepts %x, the kernel filter does not (%d, %v)", name, b, n, err)
			}
		}
	})
}

// FuzzEchoRoundTrip sends any probe through a router that quotes any number of
// its bytes from eight behind the IP header on.
func FuzzEchoRoundTrip(f *testing.F) {
	f.Add(uint16(0), 0, 60, 8)
	f.Add(uint16(0xffff), 1023, 1500, 200)
	f.Fuzz(func(t *testing.T, seq uint16, flow, size, quoted int) {
		for name, e := range ends {
			p := Probe{Dst: e.dst, TTL: 1, Flow: flow, Size: size}
			if size > 2000 || check(p, e.v6, maxFlow) != nil {
				continue
			}
			q := e.probe(t, p, seq)
			headers := len(q) - payloadLen(p, e.v6)
			q = q[:min(len(q), headers+max(quoted, 0)%2000)]
			a, ok := e.echo().decode(e.timeExceeded(t, q))
			if !ok || a.seq != seq || a.flow != flow || a.dst != e.dst || a.reply.Quote.Rewritten {
				t.Errorf("%s: number %d, flow %d came back as %+v, %v", name, seq, flow, a, ok)
			}
		}
	})
}

func vm(t testing.TB, v6 bool, s sieve) *bpf.VM {
	program := s.filter4()
	if v6 {
		program = s.filter6()
	}
	v, err := bpf.NewVM(program)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
