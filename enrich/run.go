package enrich

import (
	"context"
	"errors"
	"net/netip"
	"sync"
	"time"
)

// patience is how long all name servers may be silent before a Run gives up on
// them. It leaves time for three tries of each question.
const patience = 1200 * time.Millisecond

// A Run finds out about the addresses of one trace. See [Enricher.Start].
type Run struct {
	enricher *Enricher
	target   netip.Addr
	begin    func(func(context.Context)) // runs work in a goroutine and under a deadline of its own
	cancel   context.CancelFunc          // ends all work
	work     sync.WaitGroup

	mu      sync.Mutex // guards what follows
	infos   map[netip.Addr]Info
	isp     ISP
	open    int           // pieces of work under way
	waiting bool          // Wait has been called
	idle    chan struct{} // closed when Wait has been called and no work is left
	over    bool          // idle is closed: nothing begins any more
}

// Add asks for the origin and the name of an address, once however often it is
// added. It never blocks. It may be called while another goroutine is in Wait;
// after Wait has returned it does nothing.
func (r *Run) Add(addr netip.Addr) {
	if !addr.IsValid() || !r.enter(addr) {
		return
	}
	r.launch(func(ctx context.Context) { r.find(ctx, addr) })
}

// Wait returns what was found as soon as every question is answered or given
// up. What is unanswered then is Failed. No goroutine of the Run is left when
// it returns; it must be called once.
func (r *Run) Wait() Report {
	r.mu.Lock()
	r.waiting = true
	r.settle()
	r.mu.Unlock()

	<-r.idle
	r.cancel()
	r.work.Wait()
	return Report{Infos: r.infos, Destination: r.infos[r.target], ISP: r.isp.with(r.infos[r.isp.PublicAddr])}
}

// with returns an ISP with what is known of the public address.
func (isp ISP) with(public Info) ISP {
	isp.Name = public.Name
	if len(public.Origins) > 0 {
		isp.Origin = public.Origins[0]
	}
	return isp
}

// enter takes up an address, with what is known of it so far. It reports
// whether that is new.
func (r *Run) enter(addr netip.Addr) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, known := r.infos[addr]; known || r.over {
		return false
	}
	info := Info{Addr: addr, Kind: KindOf(addr)}
	if _, ok := announced(addr); ok && !r.enricher.NoOrigins {
		info.OriginStatus = Failed
	}
	if info.Kind.hasName() && !r.enricher.NoNames {
		info.NameStatus = Failed
	}
	r.infos[addr] = info
	return true
}

// launch begins a piece of work, unless all is over.
func (r *Run) launch(work func(context.Context)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.over {
		r.open++
		r.begin(work)
	}
}

// end notes that a piece of work has ended.
func (r *Run) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.open--
	r.settle()
}

// settle lets Wait go on when no work is left. The caller holds r.mu.
func (r *Run) settle() {
	if r.waiting && r.open == 0 && !r.over {
		r.over = true
		close(r.idle)
	}
}

// find asks for the origin and the name of an address, both at once.
func (r *Run) find(ctx context.Context, addr netip.Addr) {
	var wg sync.WaitGroup
	if asked, ok := announced(addr); ok && !r.enricher.NoOrigins {
		wg.Go(func() {
			origins, err := r.enricher.resolver().lookupOrigins(ctx, asked)
			r.learn(addr, func(i *Info) { i.Origins, i.OriginStatus = origins, statusOf(err) })
		})
	}
	if !r.enricher.NoNames {
		wg.Go(func() { r.findName(ctx, addr) })
	}
	wg.Wait()
}

// findName asks for the name of an address; where it is not worth asking a
// server, only the hosts table.
func (r *Run) findName(ctx context.Context, addr netip.Addr) {
	resolver := r.enricher.resolver()
	if !KindOf(addr).hasName() {
		if name := resolver.Hosts.name(addr); name != "" {
			r.learn(addr, func(i *Info) { i.Name, i.NameStatus = name, Found })
		}
		return
	}
	name, err := resolver.LookupPTR(ctx, addr)
	r.learn(addr, func(i *Info) { i.Name, i.NameStatus = name, statusOf(err) })
}

// learn takes up what has been found out about an address.
func (r *Run) learn(addr netip.Addr, change func(*Info)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	info := r.infos[addr]
	change(&info)
	r.infos[addr] = info
}

// statusOf returns the Status of a look-up by its error.
func statusOf(err error) Status {
	var notFound *NotFoundError
	switch {
	case err == nil:
		return Found
	case errors.As(err, &notFound):
		return None
	}
	return Failed
}

// findISP finds the public address of this machine, and then all about it.
func (r *Run) findISP(ctx context.Context) {
	isp := ISP{PublicAddr: r.enricher.PublicAddr.Unmap(), Source: FromFlag}
	if !isp.PublicAddr.IsValid() {
		isp = ISP{PublicAddr: r.enricher.publicAddr(ctx, familyOf(r.target)), Source: FromSTUN}
	}
	if !isp.PublicAddr.IsValid() {
		return
	}
	r.setISP(isp)
	r.enter(isp.PublicAddr)
	r.find(ctx, isp.PublicAddr)
}

// setISP takes up who connects this machine to the Internet.
func (r *Run) setISP(isp ISP) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.isp = isp
}

// watch ends all work once the name servers have been silent for too long: a
// dead server must not cost each question its whole time.
func (r *Run) watch(ctx context.Context) {
	start, wait := time.Now(), patience
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		since := r.enricher.resolver().silentSince()
		if since.IsZero() {
			wait = patience
			continue
		}
		if since.Before(start) {
			since = start
		}
		if wait = patience - time.Since(since); wait <= 0 {
			r.cancel()
			return
		}
	}
}
