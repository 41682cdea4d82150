package wire

import (
	"slices"

	"ftr/internal/simnet"
)

// Most that an ICMP error quotes of a packet, in bytes: what fits into an error
// of 576 bytes (RFC 1812, section 4.3.2.3) or 1280 (RFC 4443, section 2.4), and
// 128 where an extension follows, as routers do (RFC 4884, section 4).
const (
	quoteLen4   = 576 - headLen4 - 8
	quoteLen6   = 1280 - headLen6 - 8
	quoteLenExt = 128
)

// quote returns as much of the probe as the answer quotes, in the state in which
// the probe had come to whoever answers.
func (p *Probe) quote(a simnet.Answer) []byte {
	sent, head := p.onWire()
	q := slices.Clone(sent)
	setTTL(q, a.QuoteTTL)
	setTOS(q, a.QuoteTOS)
	p.translate(q, head, a.NAT)
	if p.Src.Is4() {
		seal4(q)
	}
	return q[:min(len(q), p.quoteLen(a, head))]
}

// onWire returns the packet that routers met, and where the transport header is
// in it. Of a probe in fragments it is the first, the only one to be answered
// (RFC 1122, section 3.2.2).
func (p *Probe) onWire() (sent []byte, head int) {
	switch {
	case p.first == nil:
		return p.raw, p.head
	case p.Src.Is6():
		return p.first, headLen6 + fragmentHeader
	}
	return p.first, p.head
}

func (p *Probe) quoteLen(a simnet.Answer, head int) int {
	n := quoteLen4
	switch {
	case a.Extended():
		n = quoteLenExt
	case p.Src.Is6():
		n = quoteLen6
	}
	if a.Quote > 0 {
		n = min(n, head+a.Quote)
	}
	return n
}
