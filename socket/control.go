package socket

import (
	"encoding/binary"
	"net/netip"
)

// A layout is how control messages lie in memory: a struct cmsghdr of length,
// level and type, the data behind it, each on a multiple of align (cmsg(3),
// recv(2)).
type layout struct {
	lenSize int // bytes of cmsg_len
	align   int
}

// A control is one control message.
type control struct {
	level, typ int
	data       []byte
}

func (l layout) aligned(n int) int { return (n + l.align - 1) / l.align * l.align }

// headLen is where the data begin.
func (l layout) headLen() int { return l.aligned(l.lenSize + 8) }

// parse reads control messages. One whose length is wrong ends them.
func (l layout) parse(b []byte) []control {
	var cs []control
	for len(b) >= l.headLen() {
		n := l.length(b)
		if n < uint64(l.headLen()) || n > uint64(len(b)) {
			break
		}
		cs = append(cs, control{
			level: int(int32(binary.NativeEndian.Uint32(b[l.lenSize:]))),
			typ:   int(int32(binary.NativeEndian.Uint32(b[l.lenSize+4:]))),
			data:  b[l.headLen():n],
		})
		b = b[min(l.aligned(int(n)), len(b)):]
	}
	return cs
}

func (l layout) length(b []byte) uint64 {
	if l.lenSize == 8 {
		return binary.NativeEndian.Uint64(b)
	}
	return uint64(binary.NativeEndian.Uint32(b))
}

// append adds a control message to b, which holds others or nothing.
func (l layout) append(b []byte, level, typ int, data []byte) []byte {
	n := l.headLen() + len(data)
	c := make([]byte, l.aligned(n))
	if l.lenSize == 8 {
		binary.NativeEndian.PutUint64(c, uint64(n))
	} else {
		binary.NativeEndian.PutUint32(c, uint32(n))
	}
	binary.NativeEndian.PutUint32(c[l.lenSize:], uint32(level))
	binary.NativeEndian.PutUint32(c[l.lenSize+4:], uint32(typ))
	copy(c[l.headLen():], data)
	return append(b, c...)
}

// appendInt adds a control message whose data are an int.
func (l layout) appendInt(b []byte, level, typ, value int) []byte {
	return l.append(b, level, typ, binary.NativeEndian.AppendUint32(nil, uint32(value)))
}

// annotate fills in what control messages say of m, and returns the failure among
// them.
func (q quirks) annotate(m *message, controls []byte) *failure {
	var failed *failure
	for _, c := range q.cmsg.parse(controls) {
		if c.typ == 0 {
			continue // zero stands for what this system does not have
		}
		switch (option{level: c.level, name: c.typ}) {
		case option{level: q.socket, name: q.stamp.got}:
			m.at = q.stamp.parse(c.data)
		case option{level: levelIP, name: q.gotTTL}, option{level: levelIPv6, name: q.hopLimit6}:
			m.ttl = parseTTL(c.data, m.ttl)
		case option{level: levelIPv6, name: q.info6}:
			if len(c.data) >= 16 {
				m.to = netip.AddrFrom16([16]byte(c.data))
			}
		case option{level: levelIP, name: q.gotError}, option{level: levelIPv6, name: q.gotError6}:
			if f, ok := parseFailure(c.data); ok {
				failed = &f
			}
		}
	}
	return failed
}

// parseTTL reads a TTL, which is an int or, in IPv4 on the BSDs and macOS, a byte.
func parseTTL(b []byte, otherwise int) int {
	switch {
	case len(b) >= 4:
		return int(binary.NativeEndian.Uint32(b))
	case len(b) == 1:
		return int(b[0])
	}
	return otherwise
}

// ttlControl returns the control message that gives one packet its TTL or hop
// limit. For IPv4 Linux alone has one (ip(7), IP_TTL).
func (q quirks) ttlControl(v6 bool, ttl int) []byte {
	if v6 {
		return q.cmsg.appendInt(nil, levelIPv6, q.hopLimit6, ttl)
	}
	return q.cmsg.appendInt(nil, levelIP, q.sendTTL, ttl)
}

// controls6 returns the control messages that say what the IPv6 header of one packet
// is to hold. They stand in for the socket's own options, which macOS forgets for a
// packet that has any.
func (q quirks) controls6(ttl int, c Config) []byte {
	b := q.ttlControl(true, ttl)
	b = q.cmsg.appendInt(b, levelIPv6, q.class6, int(c.TOS))
	if c.DontFragment {
		b = q.cmsg.appendInt(b, levelIPv6, q.whole6, 1)
	}
	return b
}
