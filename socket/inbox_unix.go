//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package socket

import "errors"

// An inbox is what Recv of a Conn goes by. One goroutine at a time uses it.
type inbox struct {
	reader  reader
	replies []Reply // read and not yet returned
}

// next returns the next reply. While there is none it waits, and has drain read what
// has come.
func (b *inbox) next(w waiter, drain func(fd int) bool) (Reply, error) {
	for len(b.replies) == 0 {
		if err := w.wait(drain); err != nil {
			return Reply{}, err
		}
	}
	r := b.replies[0]
	b.replies = b.replies[1:]
	return r, nil
}

// put keeps a reply for next.
func (b *inbox) put(r Reply) { b.replies = append(b.replies, r) }

// holds reports whether there are replies.
func (b *inbox) holds() bool { return len(b.replies) > 0 }

// closeAll closes what a Conn is made of. The locator may be nil.
func closeAll(w waiter, l *locator, socks []*sock) error {
	errs := []error{w.close()}
	if l != nil {
		errs = append(errs, l.close())
	}
	for _, s := range socks {
		errs = append(errs, s.file.Close())
	}
	return errors.Join(errs...)
}
