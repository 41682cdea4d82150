package trace

import (
	"context"
	"net/netip"

	"ftr/socket"
)

// An Alternative is a way other than that of the trace by which the target
// answers.
type Alternative struct {
	Protocol socket.Protocol
	Port     uint16       // zero with ICMP
	Reply    socket.Reply // From is not always the target
}

// An OpenFunc opens a Conn, as [socket.Open] does.
type OpenFunc func(socket.Config) (socket.Conn, socket.Info, error)

// Alternatives asks a target that did not answer a trace by protocol except in
// the other ways: by ICMP echo, a UDP datagram to the first port of traceroute
// and a TCP SYN to port 443, through unprivileged sockets opened with c. It
// returns those that the target answers, in that order, when all have answered
// or ctx has ended, and leaves out what the system does not permit.
func Alternatives(ctx context.Context, target netip.Addr, except socket.Protocol, c socket.Config, open OpenFunc) []Alternative {
	return nil
}
