package socket

import (
	"bytes"
	"net/netip"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// A call is one echo request under way. The system writes to its memory until the
// request has ended, whoever has given up on it by then: that long it is pinned.
type call struct {
	probe    Probe
	requests *requests // whose thread made it
	id       uintptr   // what its end is known by
	sent, at int64     // ticks before it was made, and when it had ended

	src, dst windows.RawSockaddrInet6 // used in IPv6
	src4     uintptr                  // used in IPv4
	options  [echoOptionsLen]byte
	payload  []byte
	buffer   []byte // for the reply
	pins     runtime.Pinner
}

// calls holds the calls under way by their id: Go pointers must not be hidden from
// the collector in the keeping of the system.
var (
	calls    sync.Map
	lastCall atomic.Uintptr
)

// newCall returns a call that sends p with the tag t.
func newCall(r *requests, p Probe, t tag) (*call, error) {
	v6 := r.cfg.IPv6
	c := &call{
		probe: p, requests: r, id: lastCall.Add(1),
		options: echoOptions(p.TTL, r.cfg.DontFragment),
		payload: t.payload(payloadLen(p, v6)),
	}
	c.buffer = make([]byte, replyBufferLen(v6, len(c.payload)))
	return c, c.address(r.cfg.Source)
}

// address fills in where the request goes from and to. Without a source the
// system chooses.
func (c *call) address(src netip.Addr) error {
	var err error
	switch {
	case c.probe.Dst.Is6():
		if !src.IsValid() {
			src = netip.IPv6Unspecified()
		}
		if c.src, err = sockaddr6(src); err != nil {
			return err
		}
		c.dst, err = sockaddr6(c.probe.Dst)
	case src.IsValid():
		c.src4 = uintptr(ipAddr(src))
	}
	return err
}

// addresses returns source and destination as the API takes them: two IPAddr, or
// pointers to two struct sockaddr_in6.
func (c *call) addresses() (src, dst uintptr) {
	if c.probe.Dst.Is4() {
		return c.src4, uintptr(ipAddr(c.probe.Dst))
	}
	return uintptr(unsafe.Pointer(&c.src)), uintptr(unsafe.Pointer(&c.dst))
}

// hold pins the memory of the call and makes it known by its id.
func (c *call) hold() {
	c.pins.Pin(c)
	c.pins.Pin(&c.payload[0])
	c.pins.Pin(&c.buffer[0])
	calls.Store(c.id, c)
}

// letGo undoes hold.
func (c *call) letGo() {
	calls.Delete(c.id)
	c.pins.Unpin()
}

// completed is what the system calls at the end of a request: a PIO_APC_ROUTINE. It
// runs on the thread that made the request, while that waits. There is one for the
// whole program, as callbacks are never freed.
var completed = sync.OnceValue(func() uintptr {
	return windows.NewCallback(func(id, _, _ uintptr) uintptr {
		at := ticks()
		if c, ok := calls.Load(id); ok {
			c := c.(*call)
			c.at = at
			c.requests.ended = append(c.requests.ended, c)
		}
		return 0
	})
})

// whole reports whether an echo reply brought back the tag of the request. Where in
// the buffer its data stands depends on who parsed it, see echoReplyLen4.
func (c *call) whole() bool { return bytes.Contains(c.buffer, c.payload[:tagLen]) }

// rtt returns how long the request took.
func (c *call) rtt() time.Duration { return ticksToDuration(c.at - c.sent) }

// sockaddr6 converts an address; a zone is an interface's name or number.
func sockaddr6(a netip.Addr) (windows.RawSockaddrInet6, error) {
	zone, err := zoneIndex(a.Zone())
	return windows.RawSockaddrInet6{Family: windows.AF_INET6, Addr: a.As16(), Scope_id: zone}, err
}
