package trace

import (
	"context"
	"net/netip"
	"sync"
	"time"

	"ftr/socket"
)

// An Alternative is a way other than that of the trace by which the target
// answers.
type Alternative struct {
	Protocol socket.Protocol
	Port     uint16       // zero with ICMP
	Reply    socket.Reply // From is not always the target; a Reset says that the port is closed
}

// An OpenFunc opens a Conn, as [socket.Open] does.
type OpenFunc func(socket.Config) (socket.Conn, socket.Info, error)

// How long Alternatives waits. A trace calls its target silent half the timeout,
// 500 ms, after it says [Overdue]: by then the second probe has had its time
// too.
const (
	alternativeRetry = 250 * time.Millisecond
	alternativeWait  = time.Second
)

// alternativeTTL gets a probe to any host (RFC 1700, "IP TIME TO LIVE
// PARAMETER").
const alternativeTTL = 64

// Alternatives asks a target that did not answer a trace by protocol except in
// the other ways: by ICMP echo, a UDP datagram to the first port of traceroute
// and a TCP SYN to port 443, twice each at most, through unprivileged sockets
// that it opens with c, whose Protocol, Mode and Port do not count. It returns
// those that the target answers, in that order, as soon as all have been
// answered, 1 s has passed or ctx has ended, and leaves out what the system does
// not permit.
func Alternatives(ctx context.Context, target netip.Addr, except socket.Protocol, c socket.Config, open OpenFunc) []Alternative {
	ctx, cancel := context.WithTimeout(ctx, alternativeWait)
	defer cancel()
	protocols := []socket.Protocol{socket.ICMP, socket.UDP, socket.TCP}
	answers := make([]Alternative, len(protocols))
	var wg sync.WaitGroup
	for i, p := range protocols {
		if p == except {
			continue
		}
		other := c
		other.Protocol, other.Mode, other.Port = p, socket.Datagram, 0
		wg.Go(func() { answers[i] = ask(ctx, target, other, open) })
	}
	wg.Wait()
	var found []Alternative
	for _, a := range answers {
		if a.Protocol != socket.AnyProtocol {
			found = append(found, a)
		}
	}
	return found
}

// ask returns how the target answers by one protocol; the zero Alternative: it
// does not. The first reply decides: one that is no arrival says that the target
// cannot be reached this way.
func ask(ctx context.Context, target netip.Addr, c socket.Config, open OpenFunc) Alternative {
	conn, _, err := open(c)
	if err != nil {
		return Alternative{}
	}
	first := firstReply(conn)
	defer func() {
		conn.Close()
		for range first { // until it has ended
		}
	}()
	retry := time.NewTimer(alternativeRetry)
	defer retry.Stop()
	// Each probe has a flow, by which its answer is known from that to the other.
	// What cannot be sent is not answered.
	send := func(flow int) {
		_, _ = conn.Send([]socket.Probe{{Dst: target, TTL: alternativeTTL, Flow: flow, Token: uint64(flow)}})
	}
	send(0)
	for {
		select {
		case r, ok := <-first:
			if !ok || !arrived(r, target) {
				return Alternative{}
			}
			return Alternative{Protocol: c.Protocol, Port: port(c.Protocol, r), Reply: r}
		case <-retry.C:
			send(1)
		case <-ctx.Done():
			return Alternative{}
		}
	}
}

// firstReply starts a goroutine that passes on what a Conn receives first, and
// closes the channel when it ends, which closing the Conn makes it do.
func firstReply(conn socket.Conn) <-chan socket.Reply {
	first := make(chan socket.Reply, 1)
	go func() {
		defer close(first)
		if r, err := conn.Recv(); err == nil {
			first <- r
		}
	}()
	return first
}

// port returns the port that a reply to one of ask's probes is from.
func port(p socket.Protocol, r socket.Reply) uint16 {
	switch p {
	case socket.UDP:
		return socket.DefaultPort + uint16(r.Token) // see socket.Probe.Flow
	case socket.TCP:
		return socket.DefaultTCPPort
	}
	return 0
}
