package socket

import (
	"fmt"
	"net"
	"runtime"
	"sync"
	"syscall"

	"golang.org/x/sys/windows"
)

// requests makes echo requests and takes what becomes of them, on a thread of its
// own: the end of a request is told to the thread that made it, and only while that
// waits for it. So no probe needs a thread, and no thread is left waiting for a
// slow one.
type requests struct {
	cfg    Config
	procs  icmpProcs
	handle windows.Handle
	wake   windows.Handle // auto-reset event: there are orders, or it is to end
	nonce  nonce
	put    func(Reply) // takes each reply

	mu     sync.Mutex // guards what follows, and that wake is open until closed is set
	orders []order
	closed bool

	// The thread alone uses these.
	last  uint16 // number of the last tag
	clock wholeClock
	under map[*call]bool // requests under way
	ended []*call        // of these, those that have ended
}

// An order is a batch of probes to send, and where to say how that went.
type order struct {
	probes []Probe
	done   chan<- result
}

// A result is what Conn.Send returns.
type result struct {
	sent int
	err  error
}

// newRequests starts the thread. It ends some time after close, when the last
// request has: the system owns their memory until then.
func newRequests(c Config, procs icmpProcs, put func(Reply)) (*requests, error) {
	h, err := procs.open()
	if err != nil {
		return nil, err
	}
	wake, err := windows.CreateEvent(nil, 0, 0, nil)
	if err != nil {
		procs.release(h)
		return nil, err
	}
	r := &requests{
		cfg: c, procs: procs, handle: h, wake: wake,
		nonce: newNonce(), put: put, under: make(map[*call]bool),
	}
	go r.serve()
	return r, nil
}

// send has the thread send probes, and returns when they have left.
func (r *requests) send(ps []Probe) (int, error) {
	done := make(chan result, 1)
	if !r.tell(func() { r.orders = append(r.orders, order{ps, done}) }) {
		return 0, net.ErrClosed
	}
	res := <-done
	return res.sent, res.err
}

// close makes the thread end, and reports whether it was not to end already.
func (r *requests) close() bool { return r.tell(func() { r.closed = true }) }

// tell changes what the thread goes by and wakes it, unless it is to end. Setting
// an event does not wait.
func (r *requests) tell(change func()) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return false
	}
	change()
	_ = windows.SetEvent(r.wake) // the handle is good
	return true
}

// serve is the thread.
func (r *requests) serve() {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for {
		orders, closed := r.told()
		for _, o := range orders {
			o.done <- r.sendAll(o.probes)
		}
		if closed && len(r.under) == 0 {
			break
		}
		r.wait()
		r.finishEnded()
	}
	r.procs.release(r.handle)
	_ = windows.CloseHandle(r.wake)
}

// told takes the orders.
func (r *requests) told() (orders []order, closed bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	orders, r.orders = r.orders, nil
	return orders, r.closed
}

// sendAll sends probes until one cannot be sent. Between two of them it takes what
// has ended, so that an answer is not stamped later than need be.
func (r *requests) sendAll(ps []Probe) result {
	for i, p := range ps {
		if err := r.request(p); err != nil {
			return result{i, fmt.Errorf("sending a probe with TTL %d to %s: %w", p.TTL, p.Dst, err)}
		}
		windows.SleepEx(0, true) // and not by the event, which would be reset
		r.finishEnded()
	}
	return result{len(ps), nil}
}

// request starts one request.
func (r *requests) request(p Probe) error {
	if err := check(p, r.cfg.IPv6, 0); err != nil {
		return err
	}
	r.last++
	c, err := newCall(r, p, tag{r.last, r.nonce})
	if err != nil {
		return err
	}
	c.hold()
	if err := r.procs.start(r.handle, c, completed(), uint32(replyWait(r.cfg.Timeout).Milliseconds())); err != nil {
		c.letGo()
		return err
	}
	r.under[c] = true
	return nil
}

var waitForSingleObjectEx = kernel32.NewProc("WaitForSingleObjectEx")

// wait waits until there is something to do, or requests have ended.
func (r *requests) wait() {
	const alertable = 1
	_, _, _ = syscall.SyscallN(waitForSingleObjectEx.Addr(), uintptr(r.wake), windows.INFINITE, alertable) // what ended it shows elsewhere
}

// finishEnded takes the requests that have ended.
func (r *requests) finishEnded() {
	for _, c := range r.ended {
		r.finish(c)
	}
	clear(r.ended)
	r.ended = r.ended[:0]
}
