package wire

import (
	"bytes"
	"testing"

	"ftr/internal/simnet"
	"ftr/socket"
)

var noises = []simnet.Noise{simnet.Truncated, simnet.Mislabelled, simnet.Foreign, simnet.Lying, simnet.Forged}

// A careful reader takes an ICMP error for an answer to p when the quote is
// whole as far as the ports or the identifier and sequence number, and those,
// the destination and the protocol are p's.
func answers(p *Probe, icmp []byte) bool {
	if len(icmp) < 8 || icmp[0] == unassignedType {
		return false
	}
	h, err := parseHeader(icmp[8:])
	if err != nil || h.dst != p.Dst || h.proto != p.raw[protoOffset(p)] {
		return false
	}
	t := icmp[8+h.len:]
	return len(t) >= 8 && t[0] == p.transport()[0] && bytes.Equal(t[4:8], p.transport()[4:8]) &&
		(p.Proto == socket.ICMP || bytes.Equal(t[:4], p.transport()[:4]))
}

func protoOffset(p *Probe) int {
	if p.Src.Is6() {
		return 6
	}
	return 9
}

func TestNoNoiseAnswersTheProbe(t *testing.T) {
	for name, is6 := range families {
		for _, proto := range protocols {
			p := parsed(sent(proto, is6))
			for _, kind := range noises {
				t.Run(name+" "+proto.String()+" "+string(kind), func(t *testing.T) {
					packets := p.Noise(kind)
					if len(packets) < 2 {
						t.Errorf("only %d packets", len(packets))
					}
					for i, b := range packets {
						h, body := received(t, b)
						if h.src != Phantom4 && h.src != Phantom6 {
							t.Errorf("packet %d comes from %v", i, h.src)
						}
						if answers(p, body) {
							t.Errorf("packet %d answers the probe: %x", i, b)
						}
					}
				})
			}
		}
	}
}

func TestTheTestForAnswersWouldSeeOne(t *testing.T) {
	for name, is6 := range families {
		for _, proto := range protocols {
			p := parsed(sent(proto, is6))
			_, body := received(t, mustReply(t, p, timeExceeded(is6)))
			if !answers(p, body) {
				t.Errorf("%s %v: an honest answer is not seen as one", name, proto)
			}
		}
	}
}

func TestNoiseLeavesTheProbeAlone(t *testing.T) {
	for _, is6 := range families {
		p := parsed(sent(socket.ICMP, is6))
		before := bytes.Clone(p.raw)
		for _, kind := range noises {
			p.Noise(kind)
		}
		if !bytes.Equal(p.raw, before) {
			t.Errorf("got %x, want %x", p.raw, before)
		}
	}
}

func TestUnknownNoiseIsSilence(t *testing.T) {
	p := parsed(sent(socket.ICMP, false))
	if got := p.Noise("music"); got != nil {
		t.Errorf("got %x", got)
	}
}
