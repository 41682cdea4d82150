package socket

import (
	"encoding/binary"
	"testing"

	"golang.org/x/net/icmp"
	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

func TestFilterLetsThroughWhatMayBeOurs(t *testing.T) {
	for name, e := range ends {
		v := vm(t, e.v6, e.echo().sieve())
		stranger := func(id int) []byte {
			typ, unreach := icmp.Type(ipv4.ICMPTypeEcho), icmp.Type(ipv4.ICMPTypeDestinationUnreachable)
			if e.v6 {
				typ, unreach = ipv6.ICMPTypeEchoRequest, ipv6.ICMPTypeDestinationUnreachable
			}
			b := e.marshal(t, typ, 0, &icmp.Echo{ID: id, Seq: 1}, e.src, e.dst)
			q := packet(e.src, e.dst, e.echo().proto(), 1, b)
			return e.received(t, e.router, unreach, 1, &icmp.DstUnreach{Data: q}).bytes
		}
		base := int(e.echo().base)
		udp := e.timeExceeded(t, packet(e.src, e.dst, protoUDP, 1, make([]byte, 40))).bytes
		for what, c := range map[string]struct {
			bytes []byte
			want  bool
		}{
			"echo reply, first flow":        {e.echoReply(t, e.dst, Probe{Dst: e.dst}, 3).bytes, true},
			"echo reply, last flow":         {e.echoReply(t, e.dst, Probe{Dst: e.dst, Flow: maxFlow}, 3).bytes, true},
			"echo reply, flow behind":       {e.echoReply(t, e.dst, Probe{Dst: e.dst, Flow: maxFlow + 1}, 3).bytes, false},
			"error, identifier before ours": {stranger(base - 1), false},
			"error, first identifier":       {stranger(base), true},
			"error, last identifier":        {stranger(base + maxFlow), true},
			"error, identifier after ours":  {stranger(base + maxFlow + 1), false},
			"error, quoting UDP":            {udp, false},
			"nothing":                       {nil, false},
			"one byte":                      {[]byte{0x45}, false},
		} {
			n, err := v.Run(c.bytes)
			if got := n > 0; err != nil || got != c.want {
				t.Errorf("%s, %s: %d, %v, want accepted: %v", name, what, n, err, c.want)
			}
		}
	}
}

// A quoted IP header with options moves the quoted identifier.
func TestFilterFollowsHeaderLengths(t *testing.T) {
	e := end4
	q := e.probe(t, Probe{Dst: e.dst}, 3)
	options := []byte{1, 1, 1, 1, 1, 1, 1, 1} // no operation, RFC 791
	q = append(append(q[:20:20], options...), q[20:]...)
	q[0] += 2
	m := e.timeExceeded(t, q)
	b := append(append(m.bytes[:20:20], options...), m.bytes[20:]...)
	b[0] += 2
	if n, err := vm(t, false, e.echo().sieve()).Run(b); n == 0 || err != nil {
		t.Errorf("filter: %d, %v, want it accepted", n, err)
	}
	m.bytes = b
	if a, ok := e.echo().decode(m); !ok || a.seq != 3 {
		t.Errorf("decode: %+v, %v, want number 3", a, ok)
	}
}

// Our kernel fragments what the link does not carry whole, and a router quotes
// the first fragment.
func TestFilterFollowsAFragmentHeader(t *testing.T) {
	e := end6
	whole := e.probe(t, Probe{Dst: e.dst}, 3)
	for what, c := range map[string]struct {
		proto  byte
		offset byte
		want   bool
	}{
		"first fragment":                 {protoICMPv6, 0, true},
		"first fragment of another kind": {protoUDP, 0, false},
	} {
		m := e.timeExceeded(t, fragment6(whole, c.proto, c.offset))
		n, err := vm(t, true, e.echo().sieve()).Run(m.bytes)
		if got := n > 0; err != nil || got != c.want {
			t.Errorf("%s: %d, %v, want accepted: %v", what, n, err, c.want)
		}
		if a, ok := e.echo().decode(m); ok != c.want || ok && (a.seq != 3 || a.reply.Quote.Rewritten) {
			t.Errorf("%s: decode = %+v, %v, want %v, number 3, not rewritten", what, a, ok, c.want)
		}
	}
}

// fragment6 puts a fragment header between the IPv6 header and the rest.
func fragment6(whole []byte, proto, offset byte) []byte {
	b := append(whole[:headerLen6:headerLen6], proto, 0, 0, offset<<3|1, 0, 0, 0, 9)
	b[6] = protoFragment
	return append(b, whole[headerLen6:]...)
}

// An error sieve lets through what quotes its protocol and port, and no replies.
func TestErrorSieveKnowsTheSourcePort(t *testing.T) {
	for name, e := range ends {
		v := vm(t, e.v6, errorSieve(protoUDP, 40000))
		quote := func(proto uint8, port uint16) []byte {
			head := binary.BigEndian.AppendUint16(nil, port)
			return e.timeExceeded(t, packet(e.src, e.dst, proto, 1, append(head, make([]byte, 6)...))).bytes
		}
		for what, c := range map[string]struct {
			bytes []byte
			want  bool
		}{
			"ours":             {quote(protoUDP, 40000), true},
			"the port before":  {quote(protoUDP, 39999), false},
			"the port behind":  {quote(protoUDP, 40001), false},
			"another protocol": {quote(6, 40000), false},
			"an echo reply":    {e.echoReply(t, e.dst, Probe{Dst: e.dst}, 3).bytes, false},
			"nothing":          {nil, false},
		} {
			n, err := v.Run(c.bytes)
			if got := n > 0; err != nil || got != c.want {
				t.Errorf("%s, %s: %d, %v, want accepted: %v", name, what, n, err, c.want)
			}
		}
	}
}
