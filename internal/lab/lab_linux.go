package lab

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"runtime"
	"sync"

	"ftr/internal/lab/wire"
	"ftr/internal/simnet"
)

// Options say what the simulated machine is like. The zero value is a machine
// as the kernel makes it: no ping sockets for anyone.
type Options struct {
	Ping       bool   // everyone may open ping sockets (net.ipv4.ping_group_range)
	Hosts      string // further lines of /etc/hosts
	ResolvConf string // /etc/resolv.conf; empty: the world's name server and no more
	Seed       uint64 // of the world's chances: those with the same seed are alike
}

// A Lab is a world in motion behind a TUN device. Its methods may be called by
// any goroutine.
type Lab struct {
	world  *simnet.World
	thread *thread
	loop   *loop
	files  string // directory of ours on the host
	seen   recorder
	losses chances // of the name server

	stop     []func()       // end the servers
	servers  sync.WaitGroup // their goroutines
	copied   copies
	closeAll func() error
}

// Open starts the world w in a network namespace of its own. The caller closes
// the Lab. Where namespaces or TUN devices are not permitted, the error wraps
// fs.ErrPermission.
func Open(w *simnet.World, o Options) (*Lab, error) {
	// The thread of the loop has to find a free processor of Go's when a packet
	// comes, however busy the goroutines beside it are.
	runtime.GOMAXPROCS(max(runtime.GOMAXPROCS(0), runtime.NumCPU()+2))

	l := &Lab{world: w}
	l.closeAll = sync.OnceValue(l.close)
	if err := l.open(o); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

func (l *Lab) open(o Options) (err error) {
	if l.files, err = os.MkdirTemp("", "ftr-lab-"); err != nil {
		return err
	}
	if err := os.Chmod(l.files, 0o755); err != nil { // for user nobody
		return err
	}
	if l.thread, err = startThread(); err != nil {
		return err
	}
	return l.Do(func() error { return l.furnish(o) })
}

// furnish makes the namespace that it runs in the simulated machine.
func (l *Lab) furnish(o Options) error {
	if err := setKernel(o.Ping); err != nil {
		return err
	}
	if err := mountFiles(l.files, o); err != nil {
		return err
	}
	tun, err := openTUN(device)
	if err != nil {
		return err
	}
	if err := connect(device, l.world.Source, l.world.FirstMTU()); err != nil {
		return errors.Join(err, tun.Close())
	}
	l.losses.rand = rand.New(rand.NewPCG(o.Seed, 0))
	n := l.world.Start(o.Seed)
	if l.loop, err = startLoop(tun, n, l.world.Noise, &l.seen); err != nil {
		return errors.Join(err, tun.Close())
	}
	if err := l.serveNames(n); err != nil {
		return err
	}
	return l.serveSTUN()
}

// Do runs f on the thread that lives in the namespace: sockets that f opens
// itself belong to the simulated machine for as long as they live. Goroutines
// that f starts are outside. f must not call runtime.Goexit, nor t.Fatal.
func (l *Lab) Do(f func() error) error {
	return l.thread.do(f)
}

// Close ends the world and frees all that belongs to it. Programs that still
// run in it are killed. Close may be called more than once.
func (l *Lab) Close() error { return l.closeAll() }

func (l *Lab) close() error {
	var errs []error
	if l.loop != nil { // first, because servers wait for its clock
		errs = append(errs, l.loop.close())
	}
	for _, stop := range l.stop {
		stop()
	}
	l.servers.Wait()
	if l.thread != nil {
		l.thread.end()
	}
	if l.files != "" {
		errs = append(errs, os.RemoveAll(l.files))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("closing the world: %w", err)
	}
	return nil
}

// Phantom returns the address that sends all noise in the world. It is on no
// path, so whoever shows it as a hop was taken in.
func (l *Lab) Phantom() netip.Addr {
	if l.world.Is6() {
		return wire.Phantom6
	}
	return wire.Phantom4
}
