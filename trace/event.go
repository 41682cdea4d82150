package trace

import (
	"time"

	"ftr/socket"
)

// An EventKind says what happened.
type EventKind uint8

const (
	Sent    EventKind = iota + 1 // a probe left
	Failed                       // a probe could not be sent; some systems say so only after Sent
	Replied                      // a reply came
	Overdue                      // half the timeout passed and the destination did not answer; at most once
	Done                         // the path is decided; late replies may follow
)

// An Event is one thing that happened in a trace. TTL, Index and Flow say to
// which probe, except with Done.
type Event struct {
	Kind  EventKind
	At    time.Duration // since the start of the trace
	TTL   int
	Index int // of the probe among those of its TTL, or among all with a Size, from zero
	Flow  int // as in socket.Probe
	Size  int // of a probe that looks for the path MTU, in bytes; zero: it is another one

	FlowVaries bool // with Sent: the Conn makes each probe a flow of its own, whatever Flow says

	Reply socket.Reply // with Replied; TTL is zero if its Kind is Ambiguous, as it may answer any
	Err   error        // with Failed, and with Done if Stop is StopError
	Stop  Stop         // with Done
}
