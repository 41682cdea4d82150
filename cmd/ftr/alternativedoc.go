package main

import (
	"net/netip"

	"ftr/trace"
)

// An alternativeDoc is another way by which the destination answers, in the JSON
// output.
type alternativeDoc struct {
	Protocol string      `json:"protocol"`
	Port     *uint16     `json:"port"`
	Reply    string      `json:"reply"`
	Address  *netip.Addr `json:"address"`
	RTT      *float64    `json:"rtt_ms"`
}

func newAlternativeDocs(found []trace.Alternative) []alternativeDoc {
	docs := []alternativeDoc{}
	for _, a := range found {
		docs = append(docs, alternativeDoc{
			Protocol: a.Protocol.String(), Port: orNull(a.Port), Reply: replyWords[a.Reply.Kind],
			Address: orNull(a.Reply.From), RTT: orUnknown(a.Reply.RTT),
		})
	}
	return docs
}
