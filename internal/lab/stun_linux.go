package lab

import (
	"fmt"
	"net"

	"github.com/pion/stun/v3"
)

// stunAddrs are where STUN servers listen: the port of RFC 8489 and the one of
// the best known public servers.
var stunAddrs = []string{"127.0.0.2:3478", "127.0.0.2:19302", "[::1]:3478", "[::1]:19302"}

// serveSTUN starts the STUN servers in the calling thread's namespace.
func (l *Lab) serveSTUN() error {
	for _, addr := range stunAddrs {
		pc, err := net.ListenPacket("udp", addr)
		if err != nil {
			return fmt.Errorf("serving STUN: %w", err)
		}
		l.stop = append(l.stop, func() { _ = pc.Close() })
		l.servers.Go(func() { l.readSTUN(pc) })
	}
	return nil
}

// readSTUN answers what comes in until pc is closed.
func (l *Lab) readSTUN(pc net.PacketConn) {
	b := make([]byte, 1500)
	for {
		n, from, err := pc.ReadFrom(b)
		if err != nil {
			return
		}
		q := new(stun.Message)
		if q.UnmarshalBinary(b[:n]) != nil || q.Type != stun.BindingRequest {
			continue
		}
		l.seen.stun()
		l.servers.Go(func() { l.answerSTUN(pc, from, q) })
	}
}

// answerSTUN tells the source which address the world sees it as.
func (l *Lab) answerSTUN(pc net.PacketConn, to net.Addr, q *stun.Message) {
	manners := l.world.STUN
	if manners.Dead || !manners.Public.IsValid() {
		return
	}
	port := to.(*net.UDPAddr).Port
	public := &stun.XORMappedAddress{IP: manners.Public.AsSlice(), Port: port}
	reply, err := stun.Build(stun.NewTransactionIDSetter(q.TransactionID), stun.BindingSuccess, public, stun.Fingerprint)
	if err != nil {
		return
	}
	<-l.loop.after(manners.RTT)
	_, _ = pc.WriteTo(reply.Raw, to) // whoever asked may be gone
}
