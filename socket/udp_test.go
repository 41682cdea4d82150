package socket

import (
	"net/netip"
	"reflect"
	"testing"
)

func testUDP(v6 bool) udp { return udp{ipv6: v6, first: 33434, nonce: nonce{1, 2, 3, 4, 5, 6}} }

func TestUDPReadsItsErrorQueue(t *testing.T) {
	for name, e := range ends {
		u := testUDP(e.v6)
		payload, err := u.encode(Probe{Dst: e.dst, Flow: 3}, 300)
		if err != nil || len(payload) != 32 {
			t.Fatalf("%s: payload of %d bytes, %v, want 32", name, len(payload), err)
		}
		typ := map[bool]uint8{false: 11, true: 3}[e.v6]
		want := arrival{dst: e.dst, flow: 3, reply: Reply{From: e.router, Kind: TimeExceeded, ICMPType: typ, TTL: 61}}
		for _, c := range []struct {
			what         string
			bytes        []byte
			numbered, ok bool
		}{
			{"whole", payload, true, true},
			{"the tag only", payload[:tagLen], true, true},
			{"a byte less", payload[:tagLen-1], false, true},
			{"nothing", nil, false, true},
			{"padding", make([]byte, 100), false, true},
			{"the tag and padding", append(payload[:tagLen:tagLen], make([]byte, 100)...), true, true},
			{"half the tag and padding", append(payload[:4:4], make([]byte, 100)...), true, true},
			{"another payload", []byte("another payload"), false, false},
		} {
			m := message{bytes: c.bytes, from: netip.AddrPortFrom(e.dst, u.port(3)), ttl: 61}
			a, ok := u.decodeFailure(m, failure{typ: typ, offender: e.router})
			w := want
			if c.numbered {
				w.numbered, w.seq = true, 300
			}
			if ok != c.ok || ok && !reflect.DeepEqual(a, w) {
				t.Errorf("%s, %s:\ngot  %+v, %v\nwant %+v, %v", name, c.what, a, ok, w, c.ok)
			}
		}
	}
}

func TestUDPReadsData(t *testing.T) {
	u := testUDP(false)
	payload, _ := u.encode(Probe{Dst: hostA}, 9)
	data := Reply{From: hostB, Kind: Data, TTL: 50}
	for what, c := range map[string]struct {
		bytes []byte
		want  arrival
	}{
		"our payload": {payload, arrival{numbered: true, seq: 9, flow: 2, reply: data}},
		"another":     {[]byte("hello"), arrival{dst: hostB, flow: 2, reply: data}},
		"nothing":     {nil, arrival{dst: hostB, flow: 2, reply: data}},
	} {
		a, ok := u.decode(message{bytes: c.bytes, from: netip.AddrPortFrom(hostB, 33436), ttl: 50})
		if !ok || !reflect.DeepEqual(a, c.want) {
			t.Errorf("%s:\ngot  %+v, %v\nwant %+v, true", what, a, ok, c.want)
		}
	}
}

func TestUDPFlowsEndAtTheLastPort(t *testing.T) {
	u := udp{first: 65530}
	if got := u.flows(); got != 5 || u.port(got) != 65535 {
		t.Errorf("flows %d, the last to port %d; want 5 and 65535", got, u.port(got))
	}
}

// FuzzUDPRoundTrip sends any probe through a router that quotes any part.
func FuzzUDPRoundTrip(f *testing.F) {
	f.Add(uint16(0), 0, 0, 0)
	f.Add(uint16(0xfffe), 100, 1500, 8)
	f.Fuzz(func(t *testing.T, seq uint16, flow, size, quoted int) {
		for name, e := range ends {
			u := testUDP(e.v6)
			p := Probe{Dst: e.dst, TTL: 1, Flow: flow, Size: size}
			if size > 2000 || seq == noSeq || check(p, e.v6, u.flows()) != nil {
				continue
			}
			b, err := u.encode(p, seq)
			if err != nil {
				t.Fatal(err)
			}
			b = b[:min(len(b), max(quoted, 0))]
			m := message{bytes: b, from: netip.AddrPortFrom(e.dst, u.port(flow))}
			a, ok := u.decodeFailure(m, failure{typ: map[bool]uint8{false: 11, true: 3}[e.v6], offender: e.router})
			if !ok || a.flow != flow || a.dst != e.dst || a.numbered != (len(b) >= tagLen) || a.numbered && a.seq != seq {
				t.Errorf("%s: number %d, flow %d came back as %+v, %v", name, seq, flow, a, ok)
			}
		}
	})
}
