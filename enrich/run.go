package enrich

import "net/netip"

// A Run finds out about the addresses of one trace. See [Enricher.Start].
type Run struct{}

// Add asks for the origin and the name of an address, once however often it is
// added. It never blocks. It may be called while another goroutine is in Wait;
// after Wait has returned it does nothing.
func (r *Run) Add(addr netip.Addr) {}

// Wait returns what was found as soon as every question is answered or given
// up. What is unanswered then is Failed. No goroutine of the Run is left when
// it returns; it must be called once.
func (r *Run) Wait() Report { return Report{} }
