package socket

import "net/netip"

// A Probe is one packet to send: it travels TTL hops toward Dst and provokes a
// reply where it ends.
type Probe struct {
	Dst netip.Addr // destination, of the Conn's address family
	TTL int        // time to live or hop limit, 1 to 255

	// Flow tells flows to Dst apart. All probes with the same Flow look alike
	// to a router that balances load per flow and so take one path. Zero is the
	// flow to use unless there is a reason. With UDP, flow n goes to the
	// destination port that lies n above the configured one; with ICMP, flows
	// end at 1023. TCP has flow zero only through raw sockets, and a flow for each
	// probe, whatever it says, where it connects.
	Flow int

	Size int // length of the whole IP packet in bytes; zero: DefaultSize4 or DefaultSize6

	// Token is handed back in the Reply. Its meaning is the caller's.
	Token uint64
}

// Lengths of a whole probe in bytes, IP header included. They are those of
// traceroute(8): 32 bytes of payload behind the IP and ICMP or UDP headers.
const (
	DefaultSize4 = 60
	DefaultSize6 = 80
)
