package simnet

import (
	"cmp"
	"encoding/binary"
	"hash/fnv"
	"time"

	"ftr/socket"
)

// memory is how long a Conn remembers a probe (see [socket.Conn]).
const memory = 10 * time.Second

// A flight is a probe that a Conn remembers.
type flight struct {
	socket.Probe
	sent     time.Time
	answered bool
}

// An arrival is an Answer that is to arrive.
type arrival struct {
	Answer
	at     time.Time
	order  int // among those that arrive at the same time
	flight *flight
}

// arrivals is a heap, the next arrival first.
type arrivals []arrival

func (a arrivals) Len() int      { return len(a) }
func (a arrivals) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *arrivals) Push(x any)   { *a = append(*a, x.(arrival)) }

func (a arrivals) Less(i, j int) bool {
	if a[i].at.Equal(a[j].at) {
		return a[i].order < a[j].order
	}
	return a[i].at.Before(a[j].at)
}

func (a *arrivals) Pop() any {
	last := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return last
}

// packet returns the probe as the network sees it; it needs c.mu. What is longer than the first
// link and may be cut is, already by the source.
func (c *conn) packet(p socket.Probe) Packet {
	pkt := Packet{
		Src: c.net.world.Source, Dst: p.Dst.WithZone(""), Proto: c.proto, TTL: p.TTL, TOS: c.tos,
		Len: min(cmp.Or(p.Size, c.defaultSize()), c.net.world.FirstMTU()), DontFragment: c.dontFragment,
	}
	switch c.proto {
	case socket.UDP:
		pkt.DstPort = c.port + uint16(p.Flow)
		pkt.Query = pkt.DstPort == dnsPort // as socket.Config says
	case socket.TCP:
		pkt.DstPort, pkt.SYN = c.port, true
	}
	pkt.FlowHash = c.flowHash(pkt, p.Flow)
	return pkt
}

func (c *conn) defaultSize() int {
	if c.net.world.Is6() {
		return socket.DefaultSize6
	}
	return socket.DefaultSize4
}

// flowHash hashes what tells flows apart. The number of the Conn stands for its
// identifier or source port, to which the flow is added. Each connect(2) has a
// port of its own.
func (c *conn) flowHash(pkt Packet, flow int) uint64 {
	if c.connects() {
		flow = c.launched
	}
	h := fnv.New64a()
	b, _ := pkt.Dst.AppendBinary(nil)
	b = append(b, byte(pkt.Proto))
	b = binary.BigEndian.AppendUint64(b, uint64(c.number))
	b = binary.BigEndian.AppendUint64(b, uint64(flow))
	h.Write(b)
	return h.Sum64()
}

// connects reports whether each probe is a connection of its own.
func (c *conn) connects() bool { return c.proto == socket.TCP && c.mode == socket.Datagram }

// forget drops the probes that were sent too long ago. It needs c.mu.
func (c *conn) forget(now time.Time) {
	for len(c.probes) > 0 && now.Sub(c.probes[0].sent) >= memory {
		c.probes = c.probes[1:]
	}
}

// reply returns the Reply that an arrival makes, or false where nobody could
// tell what it answers. It needs c.mu.
func (c *conn) reply(a arrival) (socket.Reply, bool) {
	f, sure := a.flight, true
	switch {
	case c.stray(a):
		f = nil
	case c.unnumbered(a):
		f, sure = c.candidate(a)
	}
	if f == nil {
		return socket.Reply{}, false
	}
	if c.connects() && f.answered {
		return socket.Reply{}, false // the socket is closed
	}
	r := socket.Reply{
		Token: f.Token, From: a.From, Kind: a.Kind,
		ICMPType: a.Type, ICMPCode: a.Code, TTL: a.TTL, MTU: a.MTU,
		Unstamped: a.Kind == socket.Reset && c.connects(), // connect(2) fails, and no more
	}
	if c.connects() && !a.isError() {
		r.TTL = 0 // the kernel keeps what it took the segment from
	}
	if a.isError() && c.mode == socket.Raw {
		r.Quote = socket.Quote{Known: true, TTL: a.QuoteTTL, TOS: a.QuoteTOS, Rewritten: a.NAT.rewrites()}
	}
	if a.Extended() && a.Ext.sound() { // error queues hold all that follows the quoted headers
		r.MPLS, r.Interfaces = a.MPLS, a.Interfaces
	}
	if !sure {
		r.Kind = socket.Ambiguous
		return r, true
	}
	f.answered = true
	r.RTT = a.at.Sub(f.sent)
	return r, true
}

// tagged is how many bytes behind the IP header UDP sockets need to know a probe,
// unless they see its checksum: the UDP header and the start of the payload.
const tagged = 16

// unnumbered reports whether the arrival holds nothing by which the system
// would tell the probe: UDP sockets without privilege know the port alone when
// the payload is not quoted, or what is sent back is no DNS response, which has
// the ID of its query. With privilege there is the checksum, as long as nobody
// rewrote it.
func (c *conn) unnumbered(a arrival) bool {
	short := a.Quote > 0 && a.Quote < tagged
	switch {
	case c.proto != socket.UDP:
		return false
	case c.mode == socket.Raw:
		return short && a.NAT.rewrites()
	}
	return short || a.Kind == socket.Data && c.packet(a.flight.Probe).DstPort != dnsPort
}

// stray reports whether the system finds nobody to give the arrival to: it looks
// for a connection by both addresses, and a NAT may have left its own.
func (c *conn) stray(a arrival) bool {
	return c.connects() && a.isError() && a.NAT == NATAddress
}

// candidate returns the oldest unanswered probe that went where the arrival's
// did, and whether it is the only one. Where all have been answered it is a
// duplicate, which counts only if one probe alone went there.
func (c *conn) candidate(a arrival) (oldest *flight, sure bool) {
	var open, closed []*flight
	for _, f := range c.probes {
		switch {
		case f.Dst != a.flight.Dst || f.Flow != a.flight.Flow:
		case f.answered:
			closed = append(closed, f)
		default:
			open = append(open, f)
		}
	}
	if len(open) == 0 && len(closed) == 1 {
		return closed[0], true
	}
	if len(open) == 0 {
		return nil, false
	}
	return open[0], len(open) == 1
}
