package lab

import (
	"fmt"
	"math/rand/v2"
	"net"
	"sync"

	"github.com/miekg/dns"

	"ftr/internal/simnet"
)

// serveNames starts the name server on both loopback addresses of the calling
// thread's namespace.
func (l *Lab) serveNames(n *simnet.Network) error {
	h := dns.HandlerFunc(func(w dns.ResponseWriter, q *dns.Msg) { l.answerName(n, w, q) })
	for _, addr := range []string{"127.0.0.1:53", "[::1]:53"} {
		pc, err := net.ListenPacket("udp", addr)
		if err != nil {
			return fmt.Errorf("serving names: %w", err)
		}
		l.serveDNS(&dns.Server{PacketConn: pc, Handler: h})
		ln, err := net.Listen("tcp", addr)
		if err != nil {
			return fmt.Errorf("serving names: %w", err)
		}
		l.serveDNS(&dns.Server{Listener: ln, Handler: h})
	}
	return nil
}

// serveDNS runs s until the Lab is closed.
func (l *Lab) serveDNS(s *dns.Server) {
	started := make(chan struct{}) // before it has, Shutdown does nothing
	s.NotifyStartedFunc = sync.OnceFunc(func() { close(started) })
	l.servers.Go(func() {
		defer s.NotifyStartedFunc()
		_ = s.ActivateAndServe() // ends with an error at Shutdown
	})
	<-started
	l.stop = append(l.stop, func() { _ = s.Shutdown() })
}

// answerName answers a question in the world's manner.
func (l *Lab) answerName(n *simnet.Network, w dns.ResponseWriter, q *dns.Msg) {
	tcp := w.LocalAddr().Network() == "tcp"
	for _, question := range q.Question {
		l.seen.question(Question{Name: question.Name, Type: question.Qtype, TCP: tcp})
	}
	manners := l.world.DNS
	if manners.Dead || !tcp && l.losses.next() < manners.Loss {
		return
	}
	reply := n.Answer(q)
	if reply == nil {
		return
	}
	if !tcp {
		reply.Truncate(udpSize(q))
	}
	<-l.loop.after(manners.RTT)
	_ = w.WriteMsg(reply) // whoever asked may be gone
}

// chances are random numbers for many goroutines.
type chances struct {
	mu   sync.Mutex // guards rand
	rand *rand.Rand
}

// next returns a number from 0 to less than 1.
func (c *chances) next() float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.rand.Float64()
}

// udpSize returns how long an answer may be (RFC 6891, section 6.2.5).
func udpSize(q *dns.Msg) int {
	if opt := q.IsEdns0(); opt != nil {
		return max(dns.MinMsgSize, int(opt.UDPSize()))
	}
	return dns.MinMsgSize
}
