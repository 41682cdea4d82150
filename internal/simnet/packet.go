package simnet

import (
	"net/netip"
	"time"

	"ftr/socket"
)

// A Packet is a probe as the network sees it.
type Packet struct {
	Src, Dst     netip.Addr
	Proto        socket.Protocol
	TTL          int
	TOS          uint8
	Len          int    // of the IP packet, or of its longest fragment; zero: fits everywhere
	DontFragment bool   // IPv4; IPv6 routers never fragment
	DstPort      uint16 // UDP and TCP
	Query        bool   // UDP port 53: the payload is a DNS query
	SYN          bool   // TCP

	// FlowHash is a hash over what load balancers look at: addresses, protocol
	// and the first four bytes of the transport header, for ICMP those of type,
	// code, checksum and identifier.
	FlowHash uint64
}

// An Answer is a packet that the network sends back for a Packet.
type Answer struct {
	After time.Duration // since the Packet came in
	From  netip.Addr
	Kind  socket.Kind
	Type  uint8 // ICMP type and code as on the wire, where Kind is of ICMP
	Code  uint8
	TTL   int // time to live as it arrives
	MTU   int

	QuoteTTL   uint8 // the Packet's TTL and TOS where the answer was made
	QuoteTOS   uint8
	Quote      int // most bytes that are quoted behind the IP header; zero: as many as an error may
	NAT        NAT // that rewrote the Packet's ports and addresses on the way
	MPLS       []socket.Label
	Interfaces []socket.Interface
	Ext        Ext
}
