package socket

import (
	"encoding/hex"
	"net/netip"
	"reflect"
	"testing"

	"github.com/miekg/dns"
)

var dnsUDP = udp{first: dnsPort, nonce: nonce{1, 2, 3, 4, 5, 6}}

// asked returns the query that a probe of the size is, as a server reads it.
func asked(t *testing.T, size int, seq uint16) *dns.Msg {
	t.Helper()
	b, err := dnsUDP.encode(Probe{Dst: hostA, Size: size}, seq)
	if err != nil {
		t.Fatal(err)
	}
	if want := payloadLen(Probe{Size: size}, false); len(b) != want {
		t.Errorf("size %d: %d bytes, want %d", size, len(b), want)
	}
	var m dns.Msg
	if err := m.Unpack(b); err != nil {
		t.Fatalf("size %d: %v", size, err)
	}
	return &m
}

func TestQueryIsAValidMessageOfAnySize(t *testing.T) {
	for size := DefaultSize4; size <= 1500; size++ {
		m := asked(t, size, 300)
		if m.Id != ^uint16(300) || m.Response || m.RecursionDesired || m.Opcode != dns.OpcodeQuery {
			t.Fatalf("size %d: header %+v", size, m.MsgHdr)
		}
		want := []dns.Question{{Name: ".", Qtype: dns.TypeNS, Qclass: dns.ClassINET}}
		if !reflect.DeepEqual(m.Question, want) {
			t.Fatalf("size %d: question %+v, want %+v", size, m.Question, want)
		}
		opt := m.IsEdns0()
		if opt == nil || len(m.Extra) != 1 || len(opt.Option) != 1 || opt.UDPSize() != 512 || opt.Version() != 0 || opt.Do() {
			t.Fatalf("size %d: additional records %v", size, m.Extra)
		}
		padding, ok := opt.Option[0].(*dns.EDNS0_PADDING)
		if !ok || len(padding.Padding) != size-DefaultSize4 {
			t.Fatalf("size %d: option %+v, want %d bytes of padding", size, opt.Option[0], size-DefaultSize4)
		}
		n := min(len(padding.Padding), len(dnsUDP.nonce))
		if got, want := hex.EncodeToString(padding.Padding[:n]), hex.EncodeToString(dnsUDP.nonce[:n]); got != want {
			t.Errorf("size %d: padding begins with %s, want %s", size, got, want)
		}
	}
}

func TestQueryHasALeastSize(t *testing.T) {
	for v6, want := range map[bool]string{
		false: "size 59 is under 60 bytes, the shortest DNS query, which is what port 53 gets",
		true:  "size 79 is under 80 bytes, the shortest DNS query, which is what port 53 gets",
	} {
		u := udp{ipv6: v6, first: dnsPort}
		p := Probe{Size: ipHeadLen(v6) + transportHeadLen + minQueryLen - 1}
		if _, err := u.encode(p, 1); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
		p.Flow = 1
		if b, err := u.encode(p, 1); err != nil || len(b) != minQueryLen-1 {
			t.Errorf("to the port behind: %d bytes, %v, want %d", len(b), err, minQueryLen-1)
		}
	}
}

func TestUDPReadsTheAnswerToAQuery(t *testing.T) {
	query := asked(t, 0, 300)
	answer := func(change func(*dns.Msg)) []byte {
		m := new(dns.Msg).SetReply(query)
		change(m)
		b, err := m.Pack()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	itself, _ := query.Pack()
	for what, c := range map[string]struct {
		bytes    []byte
		numbered bool
	}{
		"an answer": {answer(func(m *dns.Msg) {
			m.Answer = []dns.RR{&dns.NS{Hdr: dns.RR_Header{Name: ".", Rrtype: dns.TypeNS, Class: 1}, Ns: "a.root-servers.net."}}
		}), true},
		"a refusal":              {answer(func(m *dns.Msg) { m.Rcode = dns.RcodeRefused }), true},
		"one without a question": {answer(func(m *dns.Msg) { m.Question, m.Rcode = nil, dns.RcodeFormatError }), true},
		"the query itself":       {itself, true},
		"another question":       {answer(func(m *dns.Msg) { m.Question[0].Qtype = dns.TypeA }), false},
		"two questions":          {answer(func(m *dns.Msg) { m.Question = append(m.Question, m.Question[0]) }), false},
		"another opcode":         {answer(func(m *dns.Msg) { m.Opcode = dns.OpcodeNotify }), false},
		"half a header":          {itself[:queryHeaderLen-1], false},
		"half a question":        {itself[:queryHeaderLen+4], false},
		"something else":         {[]byte("simulated service"), false},
		"nothing":                {nil, false},
	} {
		want := arrival{dst: hostA, reply: Reply{From: hostA, Kind: Data, TTL: 50}}
		if c.numbered {
			want.numbered, want.seq = true, 300
		}
		a, ok := dnsUDP.decode(message{bytes: c.bytes, from: netip.AddrPortFrom(hostA, dnsPort), ttl: 50})
		if !ok || !reflect.DeepEqual(a, want) {
			t.Errorf("%s:\ngot  %+v, %v\nwant %+v, true", what, a, ok, want)
		}
	}
}

// FuzzQueryAnswered accepts no message that a server could not have sent, and
// whatever ours is answered with.
func FuzzQueryAnswered(f *testing.F) {
	f.Add(query(minQueryLen, 7, nonce{}))
	f.Add([]byte{0, 7, 0x80, 5, 0, 0, 0, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		id, ok := queryAnswered(b)
		if !ok {
			return
		}
		if len(b) < queryHeaderLen || uint16(b[0])<<8|uint16(b[1]) != id {
			t.Errorf("%x: ID %#x", b, id)
		}
		again := append(query(minQueryLen, id, nonce{})[:queryHeaderLen+len(queryQuestion)], b...)
		if got, ok := queryAnswered(again); !ok || got != id {
			t.Errorf("ID %#x, asked again: %#x, %v", id, got, ok)
		}
	})
}
