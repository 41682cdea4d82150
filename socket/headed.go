package socket

import "net/netip"

// headed is the codec of a raw IPv4 socket that takes whole packets. Each has its
// TTL in it, which an option of a socket that many probes share has not: macOS
// may read that option when later probes have already set it anew.
type headed struct {
	codec
	os     quirks
	proto  uint8
	config Config

	// source returns the source address for a checksum that covers it; nil: there
	// is none, and without Config.Source the kernel chooses.
	source func(dst netip.Addr) (netip.Addr, error)
}

// encode returns the packet of a probe.
func (h headed) encode(p Probe, seq uint16) ([]byte, error) {
	body, err := h.codec.encode(p, seq)
	if err != nil {
		return nil, err
	}
	src := h.config.Source
	if h.source != nil {
		if src, err = h.source(p.Dst); err != nil {
			return nil, err
		}
		sumUDP(body, src, p.Dst)
	}
	return h.os.packet(header4{
		tos: h.config.TOS, ttl: uint8(p.TTL), proto: h.proto,
		id:    seq + 1, // seq is never noSeq, so that this is never zero
		whole: h.config.DontFragment,
		src:   src, dst: p.Dst,
	}, body), nil
}
