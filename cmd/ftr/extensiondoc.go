package main

import (
	"net/netip"

	"ftr/socket"
)

// A labelDoc is an entry of an MPLS label stack (RFC 4950) in the JSON output.
type labelDoc struct {
	Label  uint32 `json:"label"`
	Exp    uint8  `json:"exp"`
	Bottom bool   `json:"bottom"`
	TTL    uint8  `json:"ttl"`
}

func newLabelDocs(stack []socket.Label) []labelDoc {
	docs := []labelDoc{}
	for _, l := range stack {
		docs = append(docs, labelDoc(l))
	}
	return docs
}

// An interfaceDoc is what a router tells of one of its interfaces (RFC 5837).
type interfaceDoc struct {
	Role    string      `json:"role"`
	Index   *int        `json:"index"`
	Address *netip.Addr `json:"address"`
	Name    *string     `json:"name"`
	MTU     *int        `json:"mtu"`
}

func newInterfaceDocs(all []socket.Interface) []interfaceDoc {
	docs := []interfaceDoc{}
	for _, i := range all {
		docs = append(docs, interfaceDoc{
			Role: roleWords[i.Role], Index: orNull(i.Index), Address: orNull(i.Addr), Name: orNull(i.Name), MTU: orNull(i.MTU),
		})
	}
	return docs
}

// roleWords holds the JSON's words for what an interface had to do with a probe.
var roleWords = map[socket.InterfaceRole]string{
	socket.Incoming:    "incoming",
	socket.IncomingSub: "incoming_sub",
	socket.Outgoing:    "outgoing",
	socket.NextHop:     "next_hop",
}
