package trace

import (
	"net/netip"
	"time"

	"ftr/socket"
)

// A Path is what a trace found: one Hop per TTL from FirstTTL to the last one
// that answered, or to the destination.
type Path struct {
	Target   netip.Addr
	FirstTTL int
	MaxTTL   int
	Queries  int
	Hops     []Hop

	Reached bool // the target answered as a destination does
	Stop    Stop // why the trace ended; empty: it has not ended
	StopTTL int  // TTL of the destination, of who says unreachable, or where the loop begins; zero: none

	Sent       int           // probes sent, retries included
	Duration   time.Duration // from the start to the decision
	FlowVaries bool          // not all probes of the path were of one flow

	// MTU is the length in bytes of the longest packet that got to the destination,
	// or to the last hop that answers; zero: it was not looked for, or not found.
	MTU int

	Err error // the first probe that could not be sent; nil: all were sent
}

// A Stop is a reason to end a trace, in the word that the JSON uses.
type Stop string

const (
	StopReached     Stop = "reached"     // the destination answered
	StopUnreachable Stop = "unreachable" // someone said that the destination cannot be reached
	StopSilent      Stop = "silent"      // nothing more answered, and the destination did not
	StopMaxHops     Stop = "max_hops"    // MaxTTL was reached and its hop answered, but is not the destination
	StopLoop        Stop = "loop"        // the same routers answered over and over
	StopDeadline    Stop = "deadline"    // Options.Deadline passed
	StopInterrupted Stop = "interrupted" // the context was canceled
	StopError       Stop = "error"       // no probe could be sent, or no reply received any more
)

// A Hop is all that happened at one TTL.
type Hop struct {
	TTL    int
	Addr   netip.Addr // who answered first; zero: no one
	Mark   string     // traceroute's annotation of an unreachable: "!X", "!H", …; empty: none
	Notes  []Note     // what is odd here, sorted
	Probes []Probe    // in the order of sending; those that look for the path MTU are not among them

	// MTU is the length in bytes of the longest packet that the link behind this
	// hop carries, or that the hop lets on to it, where that is shorter than the path
	// before; zero: it is not, or, with NoteBlackHole, not known exactly.
	MTU int
}

// A Note names something about a hop that a reader would otherwise misread.
type Note string

const (
	NoteRateLimited Note = "rate_limited" // the first probes of a burst were answered, the rest were not
	NotePerPacket   Note = "per_packet"   // one flow, one TTL, several routers: balanced per packet
	NoteZeroTTL     Note = "zero_ttl"     // the router before forwards packets whose TTL has run out, so the next one shows twice
	NoteNAT         Note = "nat"          // the quote shows that the probe was rewritten
	NoteFlowVaried  Note = "flow_varied"  // found with a flow of its own
	NoteDuplicates  Note = "duplicates"   // one probe, several replies
	NoteTOS         Note = "tos"          // the quote shows another type of service than the hop before: rewritten on the way here
	NoteReturnPath  Note = "return_path"  // the way back is longer or shorter than the way here, and was not so at the hop before
	NoteIntercepted Note = "intercepted"  // someone nearer answers in the destination's name
	NoteBlackHole   Note = "black_hole"   // packets too long for the next link vanish here without a word
	NoteUnstamped   Note = "unstamped"    // no kernel stamp: the RTT includes the delay of this machine
)

// A Probe is one probe of a Hop and what came of it.
type Probe struct {
	At         time.Duration // when it was sent, since the start of the trace
	Flow       int           // as in socket.Probe
	Reply      socket.Reply  // From is zero where no reply came
	Duplicates int           // further replies to the same probe
	Err        error         // why it could not be sent; nil: it was

	pending      bool // the trace was cut short before its silence meant anything
	contradicted bool // the target answered, and a router says that the TTL ran out before it
}

// Answered reports whether a reply to the probe came.
func (p Probe) Answered() bool { return p.Reply.From.IsValid() }
