package socket

import (
	"errors"
	"net/netip"
	"syscall"
	"testing"
)

// A kernel takes packets whose length is right in its own byte order.
type kernel struct{ hostOrder bool }

func (k kernel) take(b []byte) error {
	length := net2(uint16(len(b)))
	if k.hostOrder {
		length = host2(uint16(len(b)))
	}
	if [2]byte(b[2:]) != length {
		return syscall.EINVAL
	}
	return nil
}

func TestTheByteOrderIsLearnt(t *testing.T) {
	if !little {
		t.Skip("both byte orders are one here")
	}
	for name, c := range map[string]struct {
		os    quirks
		k     kernel
		tries []int // of each packet
	}{
		"as we know it":          {freebsd, kernel{false}, []int{1, 1, 1}},
		"an old FreeBSD":         {freebsd, kernel{true}, []int{2, 1, 1}},
		"as we know it, swapped": {netbsd, kernel{true}, []int{1, 1, 1}},
		"a new NetBSD":           {netbsd, kernel{false}, []int{2, 1, 1}},
	} {
		var o headerOrder
		for i, want := range c.tries {
			b := c.os.packet(header4{dst: end4.dst, whole: true}, make([]byte, 40))
			before, n := string(b), 0
			err := o.send(b, func() error {
				n++
				return c.k.take(b)
			})
			if err != nil || n != want || string(b) != before {
				t.Errorf("%s, packet %d: %v after %d tries, want %d, and %x unchanged", name, i, err, n, want, b)
			}
		}
	}
}

// What is wrong in either order, or otherwise, keeps its error.
func TestOtherErrorsTeachNoByteOrder(t *testing.T) {
	for _, want := range []error{syscall.EINVAL, syscall.EHOSTUNREACH} {
		var o headerOrder
		b := netbsd.packet(header4{dst: netip.IPv4Unspecified()}, nil)
		if err := o.send(b, func() error { return want }); !errors.Is(err, want) || o.swapped.Load() {
			t.Errorf("%v: got %v, swapped %v", want, err, o.swapped.Load())
		}
	}
}
