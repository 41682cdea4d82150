package enrich

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"

	"github.com/miekg/dns"
)

// readSize is room for more than we say that we take: a server that does not
// listen is better understood than not.
const readSize = 4096

// exchange asks a name server over UDP, and over TCP where the answer does not
// fit in a datagram (RFC 7766).
func exchange(ctx context.Context, m *dns.Msg, server netip.AddrPort) (*dns.Msg, error) {
	in, err := exchangeOver(ctx, "udp", m, server)
	if err == nil && in.Truncated {
		in, err = exchangeOver(ctx, "tcp", m, server)
	}
	if err != nil {
		return nil, fmt.Errorf("asking %s: %w", serverName(server), err)
	}
	return in, nil
}

// exchangeOver asks a name server over a connection of its own: so the system
// chooses a fresh port, drops what others send, and tells when the port of the
// server is closed.
func exchangeOver(ctx context.Context, network string, m *dns.Msg, server netip.AddrPort) (*dns.Msg, error) {
	var d net.Dialer
	c, err := d.DialContext(ctx, network, server.String())
	if err != nil {
		return nil, err
	}
	defer c.Close()
	defer closeAtEnd(ctx, c)()
	conn := &dns.Conn{Conn: c, UDPSize: readSize}
	if err := conn.WriteMsg(m); err != nil {
		return nil, err
	}
	return readReply(conn, m)
}

// closeAtEnd makes what blocks on a connection return when ctx ends. The
// caller calls stop when it is done with the connection.
func closeAtEnd(ctx context.Context, c net.Conn) (stop func() bool) {
	return context.AfterFunc(ctx, func() { _ = c.SetDeadline(time.Unix(1, 0)) })
}

// readReply reads until the reply to m comes. Over UDP, anything that is not
// it may be forged and is passed over; only what has the right id and still
// makes no sense ends the wait, because then the server itself is broken.
func readReply(conn *dns.Conn, m *dns.Msg) (*dns.Msg, error) {
	for {
		in, err := conn.ReadMsg()
		var netErr net.Error
		switch {
		case err == nil && in.Id == m.Id && isReply(in, m.Question[0]):
			return in, nil
		case errors.As(err, &netErr), isStream(conn) && err != nil:
			return nil, err
		case err != nil && in != nil && in.Id == m.Id:
			return nil, fmt.Errorf("reading the answer: %w", err)
		case isStream(conn):
			return nil, errNoAnswer
		}
	}
}

// isStream reports whether a connection carries nothing but one server's
// answers in order.
func isStream(conn *dns.Conn) bool {
	_, packets := conn.Conn.(net.PacketConn)
	return !packets
}
