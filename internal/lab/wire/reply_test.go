package wire

import (
	"bytes"
	"encoding/binary"
	"net/netip"
	"testing"

	"golang.org/x/net/icmp"
	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"

	"ftr/internal/simnet"
	"ftr/socket"
)

var (
	router4 = netip.MustParseAddr("81.2.64.9")
	router6 = netip.MustParseAddr("2001:db8:1::9")
)

func router(is6 bool) netip.Addr {
	if is6 {
		return router6
	}
	return router4
}

// received reads a packet that we wrote, fails unless all its checksums are
// right, and returns its header and what follows it.
func received(t *testing.T, b []byte) (header, []byte) {
	t.Helper()
	h, err := parseHeader(b)
	if err != nil {
		t.Fatal(err)
	}
	if h.total != len(b) {
		t.Errorf("packet of %d bytes says that it has %d", len(b), h.total)
	}
	body := b[h.len:]
	if checksum(pseudo(h.src, h.dst, h.proto, len(body)), body) != 0 {
		t.Error("wrong transport checksum")
	}
	return h, body
}

func mustReply(t *testing.T, p *Probe, a simnet.Answer) []byte {
	t.Helper()
	b, err := p.Reply(a)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func timeExceeded(is6 bool) simnet.Answer {
	a := simnet.Answer{From: router(is6), Kind: socket.TimeExceeded, Type: 11, TTL: 250, QuoteTTL: 1, QuoteTOS: 0x48}
	if is6 {
		a.Type = 3
	}
	return a
}

func TestTimeExceededQuotesTheProbeAsItWasThere(t *testing.T) {
	for name, is6 := range families {
		for _, proto := range protocols {
			t.Run(name+" "+proto.String(), func(t *testing.T) {
				p := parsed(sent(proto, is6))
				h, body := received(t, mustReply(t, p, timeExceeded(is6)))
				if h.src != router(is6) || h.dst != p.Src || h.ttl != 250 {
					t.Errorf("from %v to %v with TTL %d", h.src, h.dst, h.ttl)
				}
				quote, err := Parse(body[8:])
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(quote.transport(), p.transport()) {
					t.Errorf("quotes %x, sent %x", quote.transport(), p.transport())
				}
				if quote.TTL != 1 || quote.TOS != 0x48 || quote.Dst != p.Dst {
					t.Errorf("quotes TTL %d, TOS %#x to %v", quote.TTL, quote.TOS, quote.Dst)
				}
			})
		}
	}
}

func TestQuotesAreCutAsRoutersDo(t *testing.T) {
	long := func(is6 bool) *Probe {
		p := parsed(sent(socket.ICMP, is6))
		h, _ := parseHeader(p.raw)
		return parsed(packet(h, append(p.transport(), make([]byte, 1300)...)))
	}
	label := []socket.Label{{Label: 24001}}
	tests := map[string]struct {
		is6  bool
		a    simnet.Answer
		want int // length of the reply
	}{
		"IPv4":          {false, simnet.Answer{}, 576},
		"IPv6":          {true, simnet.Answer{}, 1280},
		"IPv4 short":    {false, simnet.Answer{Quote: 8}, 20 + 8 + 20 + 8},
		"IPv4 28":       {false, simnet.Answer{Quote: 28}, 20 + 8 + 20 + 28},
		"IPv6 128":      {true, simnet.Answer{Quote: 128}, 40 + 8 + 40 + 128},
		"IPv4 too long": {false, simnet.Answer{Quote: 1280}, 576},
		"IPv6 short":    {true, simnet.Answer{Quote: 8}, 40 + 8 + 40 + 8},
		"IPv4 extended": {false, simnet.Answer{MPLS: label}, 20 + 8 + 128 + 4 + 8},
		"IPv6 extended": {true, simnet.Answer{MPLS: label}, 40 + 8 + 128 + 4 + 8},
		"both":          {false, simnet.Answer{MPLS: label, Quote: 8}, 20 + 8 + 128 + 4 + 8},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			a := timeExceeded(tt.is6)
			a.Quote, a.MPLS = tt.a.Quote, tt.a.MPLS
			p := long(tt.is6)
			if got := len(mustReply(t, p, a)); got != tt.want {
				t.Errorf("got %d bytes, want %d", got, tt.want)
			}
		})
	}
}

func TestLabelsCanBeReadBack(t *testing.T) {
	for name, is6 := range families {
		t.Run(name, func(t *testing.T) {
			p := parsed(sent(socket.UDP, is6))
			a := timeExceeded(is6)
			a.MPLS = []socket.Label{{Label: 24001, Exp: 5, TTL: 1}, {Label: 0xfffff, Bottom: true, TTL: 254}}
			_, body := received(t, mustReply(t, p, a))
			m, err := icmp.ParseMessage(int(p.icmpProto()), body)
			if err != nil {
				t.Fatal(err)
			}
			stack := m.Body.(*icmp.TimeExceeded).Extensions[0].(*icmp.MPLSLabelStack)
			want := []icmp.MPLSLabel{{Label: 24001, TC: 5, TTL: 1}, {Label: 0xfffff, S: true, TTL: 254}}
			for i := range want {
				if stack.Labels[i] != want[i] {
					t.Errorf("label %d: got %+v, want %+v", i, stack.Labels[i], want[i])
				}
			}
		})
	}
}

func TestPacketTooBigNamesTheMTU(t *testing.T) {
	for name, is6 := range families {
		t.Run(name, func(t *testing.T) {
			a := simnet.Answer{From: router(is6), Kind: socket.PacketTooBig, Type: 3, Code: 4, MTU: 1400, QuoteTTL: 3}
			if is6 {
				a.Type, a.Code = 2, 0
			}
			p := parsed(sent(socket.UDP, is6))
			_, body := received(t, mustReply(t, p, a))
			if body[0] != a.Type || body[1] != a.Code {
				t.Errorf("got type %d, code %d", body[0], body[1])
			}
			if got := binary.BigEndian.Uint32(body[4:]); got != 1400 {
				t.Errorf("got MTU %d", got)
			}
			if quote := parsed(body[8:]); quote.Dst != p.Dst {
				t.Errorf("quotes a packet to %v", quote.Dst)
			}
		})
	}
}

func TestUnreachableKeepsTypeAndCode(t *testing.T) {
	for name, is6 := range families {
		for _, kind := range []socket.Kind{socket.Unreachable, socket.PortUnreachable} {
			a := simnet.Answer{From: router(is6), Kind: kind, Type: 3, Code: 13}
			if is6 {
				a.Type = 1
			}
			p := parsed(sent(socket.ICMP, is6))
			_, body := received(t, mustReply(t, p, a))
			if body[0] != a.Type || body[1] != 13 || binary.BigEndian.Uint32(body[4:]) != 0 {
				t.Errorf("%s: got % x", name, body[:8])
			}
		}
	}
}

func TestANATShowsInTheQuotedChecksumAlone(t *testing.T) {
	at := map[socket.Protocol]int{socket.ICMP: 2, socket.UDP: 6, socket.TCP: 16}
	for name, is6 := range families {
		for _, proto := range protocols {
			p := parsed(sent(proto, is6))
			a := timeExceeded(is6)
			a.NAT = simnet.NATChecksum
			_, body := received(t, mustReply(t, p, a))
			got, want := parsed(body[8:]).transport(), bytes.Clone(p.transport())
			sum := at[proto]
			if bytes.Equal(got[sum:sum+2], want[sum:sum+2]) {
				t.Errorf("%s %v: the quoted checksum is the probe's", name, proto)
			}
			copy(want[sum:], got[sum:sum+2])
			if !bytes.Equal(got, want) {
				t.Errorf("%s %v: got %x, want %x", name, proto, got, want)
			}
		}
	}
}

func TestANATThatTranslatesNoErrorsShowsItsAddress(t *testing.T) {
	for name, is6 := range families {
		for _, proto := range protocols {
			p := parsed(sent(proto, is6))
			a := timeExceeded(is6)
			a.NAT = simnet.NATAddress
			_, body := received(t, mustReply(t, p, a))
			q := parsed(body[8:])
			if q.Src != outside4 && q.Src != outside6 || !q.Intact || q.DstPort != p.DstPort {
				t.Errorf("%s %v: quotes %+v, want it intact from outside", name, proto, q.Packet)
			}
		}
	}
}

func TestACleanNATLeavesNothing(t *testing.T) {
	p := parsed(sent(socket.UDP, false))
	a := timeExceeded(false)
	want := mustReply(t, p, a)
	a.NAT = simnet.NATClean
	if got := mustReply(t, p, a); !bytes.Equal(got, want) {
		t.Errorf("got %x, want %x", got, want)
	}
}

func TestEchoReplyReturnsThePayload(t *testing.T) {
	for name, is6 := range families {
		t.Run(name, func(t *testing.T) {
			p := parsed(sent(socket.ICMP, is6))
			h, body := received(t, mustReply(t, p, simnet.Answer{From: router(is6), Kind: socket.EchoReply, TTL: 55}))
			m, err := icmp.ParseMessage(int(p.icmpProto()), body)
			if err != nil {
				t.Fatal(err)
			}
			if m.Type != ipv4.ICMPTypeEchoReply && m.Type != ipv6.ICMPTypeEchoReply {
				t.Errorf("got type %v", m.Type)
			}
			echo := m.Body.(*icmp.Echo)
			if echo.ID != 0x1234 || echo.Seq != 9 || !bytes.Equal(echo.Data, p.transport()[8:]) {
				t.Errorf("got %+v", echo)
			}
			if h.ttl != 55 || h.src != router(is6) {
				t.Errorf("from %v with TTL %d", h.src, h.ttl)
			}
		})
	}
}

func TestTransportAnswersGoBackToThePortTheyCameFrom(t *testing.T) {
	tests := map[string]struct {
		proto socket.Protocol
		kind  socket.Kind
		flags byte
	}{
		"open TCP port":   {socket.TCP, socket.SynAck, flagSYN | flagACK},
		"closed TCP port": {socket.TCP, socket.Reset, flagRST | flagACK},
		"open UDP port":   {socket.UDP, socket.Data, 0},
	}
	for name, tt := range tests {
		for family, is6 := range families {
			t.Run(name+" "+family, func(t *testing.T) {
				p := parsed(sent(tt.proto, is6))
				_, body := received(t, mustReply(t, p, simnet.Answer{From: p.Dst, Kind: tt.kind, TTL: 55}))
				sent := p.transport()
				if !bytes.Equal(body[:2], sent[2:4]) || !bytes.Equal(body[2:4], sent[:2]) {
					t.Errorf("ports % x answer % x", body[:4], sent[:4])
				}
				if tt.proto != socket.TCP {
					return
				}
				if got := binary.BigEndian.Uint32(body[8:]); got != 100 {
					t.Errorf("acknowledges %d, want 100", got)
				}
				if body[13] != tt.flags {
					t.Errorf("got flags %#x, want %#x", body[13], tt.flags)
				}
			})
		}
	}
}

func TestReplyRefusesWhatDoesNotFitTheProbe(t *testing.T) {
	for _, kind := range []socket.Kind{0, socket.SynAck, socket.Reset, socket.Data, socket.Ambiguous} {
		p := parsed(sent(socket.ICMP, false))
		if _, err := p.Reply(simnet.Answer{From: router4, Kind: kind}); err == nil {
			t.Errorf("kind %d answers an echo request", kind)
		}
	}
}
