package enrich

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"

	"github.com/pion/stun/v3"
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
	request, err := stun.Build(stun.TransactionID, stun.BindingRequest)
	if err != nil {
		return netip.Addr{}, fmt.Errorf("making a STUN request: %w", err)
	}
	b := make([]byte, 1500)
	for wait := stunResendAfter; ctx.Err() == nil; wait *= 2 {
		if _, err := c.Write(request.Raw); err != nil {
			return netip.Addr{}, fmt.Errorf("asking the STUN server %s: %w", server, err)
		}
		addr, err := readBinding(ctx, c, b, request.TransactionID, wait)
		if err == nil || !errors.Is(err, context.DeadlineExceeded) {
			return addr, err
		}
	}
	return netip.Addr{}, fmt.Errorf("asking the STUN server %s: %w", server, ctx.Err())
}

// readBinding waits for the answer to a request. What is not one may be forged
// and is passed over.
func readBinding(ctx context.Context, c net.Conn, b []byte, id [stun.TransactionIDSize]byte, wait time.Duration) (netip.Addr, error) {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	c.SetReadDeadline(time.Time{})
	defer context.AfterFunc(ctx, func() { c.SetReadDeadline(time.Unix(1, 0)) })()
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

// parseBinding reads the address in a STUN Binding success response (RFC 8489,
// section 14.2, or 14.1 from old servers) to the request with the given
// transaction id.
func parseBinding(b []byte, id [stun.TransactionIDSize]byte) (netip.Addr, error) {
	m := &stun.Message{Raw: append([]byte(nil), b...)}
	if err := m.Decode(); err != nil {
		return netip.Addr{}, fmt.Errorf("reading a STUN message: %w", err)
	}
	if m.Type != stun.BindingSuccess || m.TransactionID != id {
		return netip.Addr{}, errors.New("not the answer to our STUN request")
	}
	var xor stun.XORMappedAddress
	if xor.GetFrom(m) == nil {
		return addrFrom(xor.IP)
	}
	var mapped stun.MappedAddress
	if err := mapped.GetFrom(m); err != nil {
		return netip.Addr{}, fmt.Errorf("reading a STUN message: %w", err)
	}
	return addrFrom(mapped.IP)
}

// addrFrom returns an IP as an Addr.
func addrFrom(ip net.IP) (netip.Addr, error) {
	addr, ok := netip.AddrFromSlice(ip)
	if !ok {
		return netip.Addr{}, errors.New("a STUN message with half an address")
	}
	return addr.Unmap(), nil
}
