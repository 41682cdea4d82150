package wire

import (
	"encoding/binary"
	"errors"
)

// protoFragment is the fragment header of IPv6 (RFC 8200, section 4.5).
const (
	protoFragment  = 44
	fragmentHeader = 8 // bytes
)

// parseFragment reads a packet that is a part of another one, or returns false
// where it is none that we can read.
func parseFragment(b []byte) (fragment, bool) {
	h, err := parseHeader(b)
	switch {
	case errors.Is(err, errFragment):
		return parseFragment4(b, h), true
	case err != nil || h.src.Is4() || h.proto != protoFragment || h.total < headLen6+fragmentHeader:
		return fragment{}, false
	}
	return parseFragment6(b[:h.total], h), true
}

// parseFragment4 reads the fields of RFC 791, section 3.1.
func parseFragment4(b []byte, h header) fragment {
	flags := binary.BigEndian.Uint16(b[6:])
	return fragment{
		key:     fragmentKey{h.src, h.dst, h.proto, uint32(binary.BigEndian.Uint16(b[4:]))},
		raw:     b[:h.total],
		payload: b[h.len:h.total],
		offset:  int(flags&0x1fff) * 8,
		more:    flags&0x2000 != 0,
	}
}

// parseFragment6 reads a fragment header right behind that of IPv6, where a
// kernel puts it whose packet has no other.
func parseFragment6(b []byte, h header) fragment {
	f := b[headLen6:]
	offset := binary.BigEndian.Uint16(f[2:])
	return fragment{
		key:     fragmentKey{h.src, h.dst, f[0], binary.BigEndian.Uint32(f[4:])},
		raw:     b,
		payload: f[fragmentHeader:],
		offset:  int(offset &^ 7),
		more:    offset&1 != 0,
	}
}
