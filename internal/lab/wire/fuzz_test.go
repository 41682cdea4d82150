package wire

import (
	"bytes"
	"testing"

	"ftr/internal/simnet"
	"ftr/socket"
)

// FuzzParse holds that what was parsed as a probe is quoted as it was sent, and
// that every packet made of it can be read and has the right checksums.
func FuzzParse(f *testing.F) {
	for _, is6 := range families {
		for _, proto := range protocols {
			f.Add(sent(proto, is6))
		}
	}
	for _, is6 := range families {
		f.Add(sentTo(dnsPort, []byte{0, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1}, is6))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Parse(bytes.Clone(b))
		if err != nil {
			return
		}
		a := timeExceeded(p.Src.Is6())
		a.QuoteTTL, a.QuoteTOS = uint8(p.TTL), p.TOS
		_, body := received(t, mustReply(t, p, a))
		if p.Src.Is4() {
			seal4(b) // a checksum of 0xffff is as right as one of zero
		}
		if quote := body[8:]; !bytes.HasPrefix(b, quote) {
			t.Errorf("%x is quoted as %x", b, quote)
		}
		a.MPLS, a.Interfaces = []socket.Label{{Label: 1}}, []socket.Interface{{Index: 1, Name: "eth0"}}
		for _, a.Ext = range []simnet.Ext{simnet.LegacyExt, simnet.BadSumExt, simnet.BadLenExt} {
			received(t, mustReply(t, p, a))
		}
		for _, a.NAT = range []simnet.NAT{simnet.NATChecksum, simnet.NATAddress, simnet.NATClean} {
			received(t, mustReply(t, p, a))
		}
		for _, kind := range noises {
			for _, n := range p.Noise(kind) {
				received(t, n)
			}
		}
		for _, kind := range []socket.Kind{socket.EchoReply, socket.SynAck, socket.Reset, socket.Data} {
			if b, err := p.Reply(simnet.Answer{From: p.Dst, Kind: kind}); err == nil {
				received(t, b)
			}
		}
	})
}
