package lab

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"ftr/internal/lab/wire"
	"ftr/internal/simnet"
	"ftr/socket"
)

// A receiver answers packets: a network. *simnet.Network is one.
type receiver interface {
	Receive(now time.Time, p simnet.Packet) []simnet.Answer
}

// A loop carries packets between a TUN device and a network, on a thread of its
// own that sleeps in ppoll(2) rather than on Go's timers, which are up to a
// millisecond late. It is also the clock that the servers wait by.
type loop struct {
	tun   *os.File
	fd    int // of tun
	wake  int // eventfd(2): incoming or closing has changed
	net   receiver
	noise []simnet.Noise
	seen  *recorder
	parts wire.Fragments
	queue queue
	count int   // probes so far
	err   error // the first that ended or hindered the loop

	done chan struct{}

	mu       sync.Mutex // guards incoming and closing
	incoming []event
	closing  bool
}

func startLoop(tun *os.File, n receiver, noise []simnet.Noise, seen *recorder) (*loop, error) {
	wake, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	if err != nil {
		return nil, fmt.Errorf("opening an eventfd: %w", err)
	}
	l := &loop{
		tun: tun, fd: int(tun.Fd()), wake: wake,
		net: n, noise: noise, seen: seen,
		done: make(chan struct{}),
	}
	if err := unix.SetNonblock(l.fd, true); err != nil { // File.Fd made it block
		return nil, errors.Join(err, unix.Close(wake))
	}
	go offMain(l.run)
	return l, nil
}

// after returns a channel that is closed after d, or when the loop ends.
func (l *loop) after(d time.Duration) <-chan struct{} {
	c := make(chan struct{})
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closing {
		close(c)
		return c
	}
	l.incoming = append(l.incoming, event{due: time.Now().Add(d), do: func(time.Time) { close(c) }})
	l.signal()
	return c
}

// close ends the loop and frees its device. It returns the first error that the
// loop met. It is to be called once.
func (l *loop) close() error {
	l.mu.Lock()
	l.closing = true
	l.signal()
	l.mu.Unlock()
	<-l.done
	return errors.Join(l.err, unix.Close(l.wake), l.tun.Close())
}

func (l *loop) signal() {
	one := [8]byte{1}
	_, _ = unix.Write(l.wake, one[:]) // fails only where the loop is about to wake anyway
}

func (l *loop) run() {
	defer close(l.done)
	hurry()
	for l.take() {
		l.poll()
		for _, a := range l.read() {
			l.receive(a)
		}
		l.fire()
	}
	for _, e := range l.queue { // the servers wait for these
		e.do(time.Now())
	}
}

// hurry makes the calling thread wake on time: without the 50 µs by which Linux
// lets timers be late (PR_SET_TIMERSLACK(2const)), and before all that is not
// real-time where that is permitted.
func hurry() {
	_ = unix.Prctl(unix.PR_SET_TIMERSLACK, 1, 0, 0, 0)
	_ = unix.SchedSetAttr(0, &unix.SchedAttr{Size: unix.SizeofSchedAttr, Policy: unix.SCHED_FIFO, Priority: 1}, 0)
}

// take moves what came from other goroutines into the queue. It returns false
// when the loop is to end.
func (l *loop) take() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range l.incoming {
		l.queue.push(e)
	}
	l.incoming = nil
	return !l.closing
}

// poll sleeps until a packet can be read, the first event is due, or someone
// signals.
func (l *loop) poll() {
	fds := []unix.PollFd{{Fd: int32(l.fd), Events: unix.POLLIN}, {Fd: int32(l.wake), Events: unix.POLLIN}}
	var timeout *unix.Timespec
	if d, ok := l.queue.wait(time.Now()); ok {
		ts := unix.NsecToTimespec(int64(d))
		timeout = &ts
	}
	if _, err := unix.Ppoll(fds, timeout, nil); err != nil && !errors.Is(err, unix.EINTR) {
		l.fail(fmt.Errorf("waiting for packets: %w", err))
	}
	var count [8]byte
	_, _ = unix.Read(l.wake, count[:]) // EAGAIN where no one signalled
}

// An arrival is a packet that came to the network.
type arrival struct {
	at     time.Time
	packet []byte
}

// read takes all packets that wait, and stamps each, before any work is done
// for the first: the stamps of the others would have to wait for that.
func (l *loop) read() []arrival {
	var as []arrival
	var b [1 << 16]byte
	for {
		n, err := unix.Read(l.fd, b[:])
		if err != nil {
			return as
		}
		as = append(as, arrival{at: time.Now(), packet: append([]byte(nil), b[:n]...)})
	}
}

// receive asks the network for its answers and puts them into the queue.
func (l *loop) receive(a arrival) {
	p, err := l.parts.Parse(a.packet)
	if errors.Is(err, wire.ErrIncomplete) {
		return
	}
	if err != nil {
		l.seen.other(err)
		return
	}
	record := l.seen.probe(p, a.at)
	l.hiss(p, a.at)
	for _, answer := range l.net.Receive(a.at, p.Packet) {
		if !p.Intact && fromHost(answer.Kind) {
			continue
		}
		b, err := p.Reply(answer)
		if err != nil {
			l.fail(err)
			continue
		}
		l.queue.push(event{due: a.at.Add(answer.After), do: func(now time.Time) {
			l.seen.depart(record, answer, now)
			l.write(b)
		}})
	}
}

// fromHost reports whether an answer comes from the probe's destination, whose
// kernel first looks at the probe's checksum.
func fromHost(k socket.Kind) bool {
	switch k {
	case socket.EchoReply, socket.PortUnreachable, socket.SynAck, socket.Reset, socket.Data:
		return true
	}
	return false
}

// hiss sends one hostile packet of each kind that the world has, and takes turns
// among the packets of a kind from probe to probe: all of them with each probe
// would keep the network from its work.
func (l *loop) hiss(p *wire.Probe, now time.Time) {
	for _, kind := range l.noise {
		if ps := p.Noise(kind); len(ps) > 0 {
			b := ps[l.count%len(ps)]
			l.queue.push(event{due: now, do: func(time.Time) { l.write(b) }})
		}
	}
	l.count++
}

// fire does all that is due.
func (l *loop) fire() {
	for {
		now := time.Now()
		e, ok := l.queue.pop(now)
		if !ok {
			return
		}
		e.do(now)
	}
}

func (l *loop) write(b []byte) {
	if _, err := unix.Write(l.fd, b); err != nil {
		l.fail(fmt.Errorf("writing to the TUN device: %w", err))
	}
}

func (l *loop) fail(err error) {
	if l.err == nil {
		l.err = err
	}
}
