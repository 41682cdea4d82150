package lab

import (
	"errors"
	"net/netip"
	"slices"
	"sync"
	"time"

	"ftr/internal/lab/wire"
	"ftr/internal/simnet"
)

// Seen is what the network and its servers saw since the Lab was opened, or
// since the last Reset.
type Seen struct {
	Probes    []Probe // in the order of arrival
	Questions []Question
	STUN      int // requests
	Segments  int // of TCP that ask for no connection: the kernel's part in what probes began
	Others    int // packets that are no probes
}

// A Probe is a packet that came to the network.
type Probe struct {
	simnet.Packet
	Intact    bool // its transport checksum is right
	Arrival   time.Time
	Departure time.Time  // of the first answer; zero: none yet
	From      netip.Addr // who gave the first answer
}

// RTT returns the time that the network itself took to answer, and false where
// it did not.
func (p Probe) RTT() (time.Duration, bool) {
	return p.Departure.Sub(p.Arrival), !p.Departure.IsZero()
}

// A Question is one that the name server was asked.
type Question struct {
	Name string // with the trailing dot
	Type uint16
	TCP  bool
}

// PerTTL returns how many probes had each TTL.
func (s Seen) PerTTL() map[int]int {
	m := make(map[int]int)
	for _, p := range s.Probes {
		m[p.TTL]++
	}
	return m
}

// A recorder collects what is seen. The zero value is ready.
type recorder struct {
	mu     sync.Mutex // guards all below
	probes []*Probe
	rest   Seen // all but Probes
}

func (r *recorder) probe(p *wire.Probe, at time.Time) *Probe {
	record := &Probe{Packet: p.Packet, Intact: p.Intact, Arrival: at}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.probes = append(r.probes, record)
	return record
}

func (r *recorder) depart(p *Probe, a simnet.Answer, at time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if p.Departure.IsZero() {
		p.Departure, p.From = at, a.From
	}
}

// other notes a packet that is no probe, as err says.
func (r *recorder) other(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if errors.Is(err, wire.ErrSegment) {
		r.rest.Segments++
		return
	}
	r.rest.Others++
}

func (r *recorder) question(q Question) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rest.Questions = append(r.rest.Questions, q)
}

func (r *recorder) stun() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rest.STUN++
}

// Seen returns what was seen so far.
func (l *Lab) Seen() Seen {
	r := &l.seen
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.rest
	s.Questions = slices.Clone(s.Questions)
	for _, p := range r.probes {
		s.Probes = append(s.Probes, *p)
	}
	return s
}

// Reset forgets what was seen so far.
func (l *Lab) Reset() {
	r := &l.seen
	r.mu.Lock()
	defer r.mu.Unlock()
	r.probes, r.rest = nil, Seen{}
}
