package enrich

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"
)

// stunResendAfter is the first wait for an answer from a STUN server; each
// further one is twice as long (RFC 8489, section 6.2.1, where it is 500 ms:
// too long for a tool that is done by then).
const stunResendAfter = 250 * time.Millisecond

// askSTUN asks one STUN server over UDP for the address that it sees this
// machine under. The socket is connected, so the system drops what comes from
// elsewhere and tells when the port is closed.
func askSTUN(ctx context.Context, server netip.AddrPort) (netip.Addr, error) {
	var d net.Dialer
	c, err := d.DialContext(ctx, "udp", server.String())
	if err != nil {
		return netip.Addr{}, err
	}
	defer c.Close()
	id := newTransactionID()
	request := id.request()
	b := make([]byte, 1500)
	for wait := stunResendAfter; ctx.Err() == nil; wait *= 2 {
		if _, err := c.Write(request); err != nil {
			return netip.Addr{}, fmt.Errorf("asking the STUN server %s: %w", server, err)
		}
		addr, err := readBinding(ctx, c, b, id, wait)
		if err == nil || !errors.Is(err, context.DeadlineExceeded) {
			return addr, err
		}
	}
	return netip.Addr{}, fmt.Errorf("asking the STUN server %s: %w", server, ctx.Err())
}

// readBinding waits for the answer to a request. What is not one may be forged
// and is passed over.
func readBinding(ctx context.Context, c net.Conn, b []byte, id transactionID, wait time.Duration) (netip.Addr, error) {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	_ = c.SetReadDeadline(time.Time{})
	defer context.AfterFunc(ctx, func() { _ = c.SetReadDeadline(time.Unix(1, 0)) })()
	for {
		n, err := c.Read(b)
		if ctx.Err() != nil {
			return netip.Addr{}, ctx.Err()
		}
		if err != nil {
			return netip.Addr{}, err
		}
		if addr, err := parseBinding(b[:n], id); err == nil {
			return addr, nil
		}
	}
}
