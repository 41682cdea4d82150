package socket

import (
	"errors"
	"sync/atomic"
	"syscall"
)

// A headerOrder remembers whether the byte order that quirks name for IPv4 headers
// is wrong for this kernel: FreeBSD has changed it once. The zero value says that
// it is right, or that nothing has been sent.
type headerOrder struct{ swapped atomic.Bool }

// send calls submit, which sends b. A kernel that reads the length in the other
// order finds it too long, and says EINVAL: then send tries that order.
func (o *headerOrder) send(b []byte, submit func() error) error {
	swapped := o.swapped.Load()
	if swapped {
		swapOrder(b)
		defer swapOrder(b)
	}
	err := submit()
	if !errors.Is(err, syscall.EINVAL) {
		return err
	}
	swapOrder(b)
	defer swapOrder(b)
	if submit() != nil {
		return err
	}
	o.swapped.Store(!swapped)
	return nil
}

// swapOrder exchanges the bytes of the length and the fragment field in the IPv4
// header at the start of b.
func swapOrder(b []byte) {
	for _, i := range []int{2, 6} {
		b[i], b[i+1] = b[i+1], b[i]
	}
}
