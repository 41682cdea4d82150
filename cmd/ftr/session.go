package main

import (
	"context"
	"io"
	"net/netip"
	"os"
	"sync"
	"time"

	"ftr/enrich"
	"ftr/socket"
	"ftr/trace"
)

// A session is one run of a trace, from the target to the result.
type session struct {
	config   config
	network  network
	log      io.Writer // what -v tells
	progress *progress
	idle     func(result) // called once, while the first replies are on their way
}

// newSession returns a session whose progress, on a terminal, is shown until the
// caller ends it.
func newSession(c config, n network, stderr io.Writer) *session {
	line := console(stderr)
	if !isTerminal(stderr) || c.Verbose > 0 {
		line = nil
	}
	return &session{config: c, network: n, log: stderr, progress: startProgress(line)}
}

// run resolves, traces and enriches. The result holds what is known, also
// beside an error; the stage says what failed.
func (s *session) run(ctx context.Context) (r result, at stage, err error) {
	c := s.config
	r = result{Config: c, Host: c.Host, Simulated: s.network.simulated, System: socket.ThisSystem(), Started: time.Now()}
	if r.Host == "" {
		r.Host = s.network.host
	}
	defer func() {
		r.Duration = time.Since(r.Started)
		if err != nil || len(r.Info.Refused) > 0 { // advice may name it
			r.Executable, _ = os.Executable()
		}
	}()

	all, err := s.open(r.Host)
	if err != nil {
		return r, opening, err
	}
	if at, err := s.prepare(ctx, &r); err != nil {
		all.close()
		return r, at, err
	}
	chosen := all.choose(r.Target)
	if chosen.err != nil {
		return r, opening, chosen.err
	}
	r.Info = chosen.info
	s.tellMethod(r.Info)
	options, at, err := s.options(&r, chosen.config)
	if err != nil {
		chosen.close()
		return r, at, err
	}
	return r, sending, s.trace(ctx, chosen, options, &r)
}

// prepare gives up the privileges that opening sockets needed, before anything
// that others sent is read, and fills in the target.
func (s *session) prepare(ctx context.Context, r *result) (stage, error) {
	if s.network.dropPrivileges != nil {
		if err := s.network.dropPrivileges(); err != nil {
			return opening, err
		}
		s.tell(1, "privileges dropped")
	}
	return resolving, s.resolve(ctx, r)
}

// resolve fills in the target.
func (s *session) resolve(ctx context.Context, r *result) error {
	if !isAddress(r.Host) {
		s.tell(1, "looking up %s, name servers %v", printable(r.Host), s.network.resolver.Servers)
	}
	addrs, err := resolve(ctx, r.Host, s.config, s.network.resolver)
	if err != nil {
		return err
	}
	r.Target = addrs[0]
	if !isAddress(r.Host) {
		r.Hostname = r.Host
		s.tell(1, "%s has the addresses %v, taking the first", printable(r.Host), addrs)
	}
	return nil
}

func isAddress(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}

// trace traces through a Conn, which it closes, and asks about the addresses
// that answer as they do.
func (s *session) trace(ctx context.Context, by opened, o trace.Options, r *result) error {
	tracer := trace.New(by.conn, r.Info)
	defer tracer.Close()
	enricher := s.enricher()
	lookups := enricher.Start(ctx, r.Target)

	others := s.newOthers(by, r)
	path, report, err := s.follow(ctx, tracer, o, lookups, others, *r)
	r.Path, r.Report = path, enrich.Refine(path, report)
	r.Segments = enrich.Segments(path, r.Report)
	r.ASPath = enrich.ASPath(path, r.Report)
	r.Alternatives = alternatives(path, others.answers())
	if err == nil && path.Stop == trace.StopError && path.Sent == 0 {
		err = path.Err
	}
	return err
}

// follow takes in the events of a trace, late replies included, until the
// look-ups and the questions by other methods are done.
func (s *session) follow(ctx context.Context, t *trace.Tracer, o trace.Options, lookups *enrich.Run, others *others, r result) (trace.Path, enrich.Report, error) {
	stream, finish := context.WithCancel(ctx)
	defer finish()
	reports := make(chan enrich.Report, 1)
	wait := sync.OnceFunc(func() {
		go func() {
			reports <- lookups.Wait()
			others.answers()
			finish()
		}()
	})
	collector := trace.NewCollector(o)
	idle := sync.OnceFunc(func() { s.idle(r) })
	var failed error
	for ev, err := range t.Trace(stream, o) {
		if failed = err; err != nil {
			break
		}
		collector.Add(ev)
		s.note(ev)
		switch ev.Kind {
		case trace.Sent:
			idle()
		case trace.Replied:
			lookups.Add(ev.Reply.From)
		case trace.Overdue:
			others.start(ctx)
		case trace.Done:
			others.decided(ev.Stop)
			wait()
		}
	}
	wait()
	return collector.Path(), <-reports, failed
}

// enricher says what to find out, as the options want it.
func (s *session) enricher() *enrich.Enricher {
	c := s.config
	return &enrich.Enricher{
		Resolver:     s.network.resolver,
		AskSTUN:      s.network.askSTUN,
		STUNServers:  c.STUNServers,
		PublicAddr:   c.PublicAddr,
		NoPublicAddr: c.NoPublicAddr,
		NoNames:      c.NoRDNS,
		NoOrigins:    c.NoEnrich,
	}
}

// note takes an event into the progress, and tells it with -vv.
func (s *session) note(ev trace.Event) {
	switch ev.Kind {
	case trace.Sent:
		s.progress.sent.Add(1)
		s.tell(2, "%v: probe %d with TTL %d sent", ev.At, ev.Index+1, ev.TTL)
	case trace.Failed:
		s.tell(1, "%v: probe with TTL %d not sent: %v", ev.At, ev.TTL, ev.Err)
	case trace.Replied:
		s.progress.replies.Add(1)
		s.tell(2, "%v: TTL %d: %v after %v (%s)", ev.At, ev.TTL, ev.Reply.From, ev.Reply.RTT, replyWords[ev.Reply.Kind])
	case trace.Overdue:
		s.tell(1, "%v: no answer from the destination, asking by other methods", ev.At)
	case trace.Done:
		s.progress.naming.Store(true)
		s.tell(2, "%v: path decided: %s", ev.At, ev.Stop)
	}
}

// tellMethod says how probes are sent, and what was not permitted.
func (s *session) tellMethod(info socket.Info) {
	for _, err := range info.Refused {
		s.tell(1, "%s", oneLine(err))
	}
	s.tell(1, "probing by %s, %s socket", info.Protocol, info.Mode)
}

// tell writes a line if as many -v were given.
func (s *session) tell(level int, format string, args ...any) {
	if s.config.Verbose >= level {
		say(s.log, format, args...)
	}
}
