package socket

import (
	"testing"

	"golang.org/x/net/icmp"
	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

func TestFilterLetsThroughWhatMayBeOurs(t *testing.T) {
	for name, e := range ends {
		program := filter4(e.echo().base)
		if e.v6 {
			program = filter6(e.echo().base)
		}
		v := vm(t, program)
		stranger := func(id int) []byte {
			typ, unreach := icmp.Type(ipv4.ICMPTypeEcho), icmp.Type(ipv4.ICMPTypeDestinationUnreachable)
			if e.v6 {
				typ, unreach = ipv6.ICMPTypeEchoRequest, ipv6.ICMPTypeDestinationUnreachable
			}
			b := e.marshal(t, typ, 0, &icmp.Echo{ID: id, Seq: 1}, e.src, e.dst)
			q := packet(e.src, e.dst, uint8(e.echo().proto()), 1, b)
			return e.received(t, e.router, unreach, 1, &icmp.DstUnreach{Data: q}).bytes
		}
		base := int(e.echo().base)
		udp := e.timeExceeded(t, packet(e.src, e.dst, 17, 1, make([]byte, 40))).bytes
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
	if n, err := vm(t, filter4(e.echo().base)).Run(b); n == 0 || err != nil {
		t.Errorf("filter: %d, %v, want it accepted", n, err)
	}
	m.bytes = b
	if a, ok := e.echo().decode(m); !ok || a.seq != 3 {
		t.Errorf("decode: %+v, %v, want number 3", a, ok)
	}
}
