package main

import (
	"net/netip"
	"time"

	"ftr/socket"
	"ftr/trace"
)

// A probeDoc is one probe in the JSON output, and what came of it.
type probeDoc struct {
	Address    *netip.Addr    `json:"address"`
	RTT        *float64       `json:"rtt_ms"`
	Unstamped  *bool          `json:"unstamped"`
	Reply      string         `json:"reply"`
	ICMPType   *uint8         `json:"icmp_type"`
	ICMPCode   *uint8         `json:"icmp_code"`
	Mark       *string        `json:"mark"`
	ReplyTTL   *int           `json:"reply_ttl"`
	QuoteTTL   *uint8         `json:"quote_ttl"`
	QuoteTOS   *uint8         `json:"quote_tos"`
	Rewritten  *bool          `json:"rewritten"`
	MPLS       []labelDoc     `json:"mpls"`
	Interfaces []interfaceDoc `json:"interfaces"`
}

func newProbeDoc(r result, p trace.Probe) probeDoc {
	d := probeDoc{
		Reply: replyText(p), MPLS: newLabelDocs(p.Reply.MPLS), Interfaces: newInterfaceDocs(p.Reply.Interfaces),
	}
	if !p.Answered() {
		return d
	}
	d.Address, d.RTT = &p.Reply.From, orUnknown(p.Reply.RTT)
	if d.RTT != nil {
		d.Unstamped = &p.Reply.Unstamped
	}
	d.Mark = orNull(r.Path.Mark(p.Reply))
	d.ReplyTTL = orNull(p.Reply.TTL)
	if ofICMP(p.Reply.Kind) {
		d.ICMPType, d.ICMPCode = &p.Reply.ICMPType, &p.Reply.ICMPCode
	}
	if q := p.Reply.Quote; q.Known {
		d.QuoteTTL, d.QuoteTOS, d.Rewritten = &q.TTL, &q.TOS, &q.Rewritten
	}
	return d
}

// orUnknown returns a round-trip time in milliseconds. Those that are not
// positive were not measured.
func orUnknown(rtt time.Duration) *float64 {
	if rtt <= 0 {
		return nil
	}
	return new(milliseconds(rtt))
}

// ofICMP reports whether a reply of the kind has an ICMP type and code.
func ofICMP(k socket.Kind) bool {
	return k != socket.SynAck && k != socket.Reset && k != socket.Data
}

// replyText names what came of a probe.
func replyText(p trace.Probe) string {
	switch {
	case p.Err != nil:
		return "not_sent"
	case !p.Answered():
		return "none"
	}
	return replyWords[p.Reply.Kind]
}

// replyWords holds the JSON's words for the kinds of replies.
var replyWords = map[socket.Kind]string{
	socket.TimeExceeded:    "time_exceeded",
	socket.EchoReply:       "echo_reply",
	socket.PortUnreachable: "port_unreachable",
	socket.Unreachable:     "unreachable",
	socket.PacketTooBig:    "packet_too_big",
	socket.SynAck:          "syn_ack",
	socket.Reset:           "reset",
	socket.Data:            "data",
	socket.Ambiguous:       "ambiguous",
}
