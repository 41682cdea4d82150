package wire

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/miekg/dns"

	"ftr/internal/simnet"
	"ftr/socket"
)

// sentTo returns a UDP probe to a port with the given payload.
func sentTo(port uint16, payload []byte, is6 bool) []byte {
	h := header{src: src4, dst: dst4, ttl: 7, proto: protoUDP}
	if is6 {
		h.src, h.dst = src6, dst6
	}
	t := binary.BigEndian.AppendUint16([]byte{0x9c, 0x40}, port)
	t = binary.BigEndian.AppendUint16(t, uint16(8+len(payload)))
	t = append(append(t, 0, 0), payload...)
	binary.BigEndian.PutUint16(t[6:], checksum(pseudo(h.src, h.dst, protoUDP, len(t)), t))
	return packet(h, t)
}

func packed(t *testing.T, m *dns.Msg) []byte {
	t.Helper()
	b, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestANameServerAnswersQueriesOnly(t *testing.T) {
	q := new(dns.Msg).SetQuestion(".", dns.TypeNS).SetEdns0(512, false)
	response := new(dns.Msg).SetReply(q)
	for _, tt := range []struct {
		name    string
		port    uint16
		payload []byte
		want    bool
	}{
		{"query", 53, packed(t, q), true},
		{"query to another port", 54, packed(t, q), false},
		{"response", 53, packed(t, response), false},
		{"no question", 53, packed(t, new(dns.Msg)), false},
		{"cut query", 53, packed(t, q)[:20], false},
		{"zeros", 53, make([]byte, 32), false},
		{"nothing", 53, nil, false},
	} {
		for name, is6 := range families {
			if got := parsed(sentTo(tt.port, tt.payload, is6)).Query; got != tt.want {
				t.Errorf("%s %s: query %v, want %v", name, tt.name, got, tt.want)
			}
		}
	}
}

func TestReplyAnswersAQueryWithAResponse(t *testing.T) {
	q := new(dns.Msg).SetQuestion(".", dns.TypeNS)
	for name, is6 := range families {
		p := parsed(sentTo(53, packed(t, q), is6))
		_, body := received(t, mustReply(t, p, simnet.Answer{From: p.Dst, Kind: socket.Data, TTL: 60}))
		var r dns.Msg
		if err := r.Unpack(body[8:]); err != nil {
			t.Fatal(err)
		}
		if !r.Response || r.Id != q.Id || len(r.Question) != 1 || r.Question[0] != q.Question[0] {
			t.Errorf("%s: got %v, want a response to %v", name, &r, q)
		}
		if from := body[:2]; !bytes.Equal(from, []byte{0, 53}) {
			t.Errorf("%s: came from port %d, want 53", name, from)
		}
	}
}
