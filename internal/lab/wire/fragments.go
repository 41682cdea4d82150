package wire

import (
	"encoding/binary"
	"errors"
	"math"
	"net/netip"
	"slices"
)

// ErrIncomplete says that a packet is part of a probe of which more must come.
var ErrIncomplete = errors.New("more fragments must come")

// maxOpen is how many probes may be incomplete at once. When there are more, the
// oldest is given up.
const maxOpen = 64

// Fragments parses probes, also those that the kernel sends in fragments. It
// takes only what a kernel sends through one device: fragments in order, without
// gaps. The zero value is ready.
type Fragments struct {
	open []*datagram // the oldest first
}

// A datagram is a packet whose fragments are coming in.
type datagram struct {
	key     fragmentKey
	first   []byte // the first fragment
	payload []byte // what is there of it all
	longest int    // fragment
}

// A fragmentKey is what the fragments of one packet have in common (RFC 791,
// section 3.2; RFC 8200, section 4.5).
type fragmentKey struct {
	src, dst netip.Addr
	proto    uint8
	id       uint32
}

// A fragment is a part of a packet.
type fragment struct {
	key     fragmentKey
	raw     []byte // with its headers
	payload []byte // behind them
	offset  int
	more    bool // follow
}

// Parse reads a packet as the function [Parse] does. For all but the last
// fragment of a probe the error is [ErrIncomplete].
func (f *Fragments) Parse(b []byte) (*Probe, error) {
	part, ok := parseFragment(b)
	if !ok {
		return Parse(b)
	}
	d := f.datagram(part)
	if d == nil {
		return nil, errFragment
	}
	d.payload = append(d.payload, part.payload...)
	d.longest = max(d.longest, len(part.raw))
	if part.more {
		return nil, ErrIncomplete
	}
	f.forget(d)
	return d.probe()
}

// datagram returns what the fragment continues, or begins, and nil where it does
// neither.
func (f *Fragments) datagram(part fragment) *datagram {
	i := slices.IndexFunc(f.open, func(d *datagram) bool { return d.key == part.key })
	switch {
	case i >= 0 && part.offset == len(f.open[i].payload) && part.offset+len(part.payload) <= math.MaxUint16:
		return f.open[i]
	case i >= 0:
		f.forget(f.open[i])
		return nil
	case part.offset != 0:
		return nil
	case len(f.open) == maxOpen:
		f.forget(f.open[0])
	}
	d := &datagram{key: part.key, first: part.raw}
	f.open = append(f.open, d)
	return d
}

func (f *Fragments) forget(d *datagram) {
	f.open = slices.DeleteFunc(f.open, func(o *datagram) bool { return o == d })
}

// probe returns what has been put together.
func (d *datagram) probe() (*Probe, error) {
	whole, err := d.whole()
	if err != nil {
		return nil, err
	}
	p, err := Parse(whole)
	if err != nil {
		return nil, err
	}
	p.Len, p.first = d.longest, d.first
	return p, nil
}

// whole returns the packet as it was before it was cut.
func (d *datagram) whole() ([]byte, error) {
	if d.key.src.Is6() {
		b := slices.Concat(d.first[:headLen6], d.payload)
		b[6] = d.key.proto
		binary.BigEndian.PutUint16(b[4:], uint16(len(d.payload)))
		return b, nil
	}
	head := int(d.first[0]&0xf) * 4
	b := slices.Concat(d.first[:head], d.payload)
	if len(b) > math.MaxUint16 {
		return nil, errLength
	}
	binary.BigEndian.PutUint16(b[2:], uint16(len(b)))
	binary.BigEndian.PutUint16(b[6:], 0)
	seal4(b)
	return b, nil
}
