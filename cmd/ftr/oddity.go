package main

import (
	"fmt"

	"ftr/trace"
)

// oddities explains what is odd about the hops.
func oddities(r result) []string {
	var lines []string
	for _, note := range noteOrder {
		ttls := noted(r.Path.Hops, note)
		if figures := noteFigures[note]; figures != nil {
			for _, ttl := range ttls { // each has figures of its own
				lines = append(lines, fmt.Sprintf("hop %d: %s%s", ttl, noteMeanings[note], figures(r, ttl)))
			}
		} else if len(ttls) > 0 {
			lines = append(lines, fmt.Sprintf("%s: %s", hopsText(ttls), noteMeanings[note]))
		}
	}
	return lines
}

// noteOrder is the order in which the oddities of hops are explained.
var noteOrder = []trace.Note{
	trace.NoteIntercepted, trace.NoteBlackHole,
	trace.NoteRateLimited, trace.NotePerPacket, trace.NoteZeroTTL,
	trace.NoteNAT, trace.NoteTOS, trace.NoteReturnPath,
	trace.NoteFlowVaried, trace.NoteDuplicates, trace.NoteUnstamped,
}

// noteMeanings says what an oddity means for the reader.
var noteMeanings = map[trace.Note]string{
	trace.NoteIntercepted: "somebody nearer answers in the destination's name, so it need not have been reached",
	trace.NoteBlackHole:   "packets too long for the link behind vanish there without a word, so senders do not learn its MTU",
	trace.NoteRateLimited: "limits how often it replies; missing replies there are no loss",
	trace.NotePerPacket:   "several routers answer on one flow; a load balancer ahead works per packet",
	trace.NoteZeroTTL:     "shown twice, because the hop before forwards packets whose TTL has run out",
	trace.NoteNAT:         "from here on probes are rewritten; a NAT lies ahead of it",
	trace.NoteTOS:         "on the way here the type of service was rewritten",
	trace.NoteReturnPath:  "from here on the way back is of another length than the way there",
	trace.NoteFlowVaried:  "found with a flow of its own; may lie on another path than the rest",
	trace.NoteDuplicates:  "one probe was answered more than once",
	trace.NoteUnstamped:   "a reply came without the kernel's time stamp; its RTT includes the delay of this machine",
}

// noteFigures holds, for oddities that have figures, what writes those of a hop.
var noteFigures = map[trace.Note]func(result, int) string{
	trace.NoteTOS:        tosFigures,
	trace.NoteReturnPath: backFigures,
}

// tosFigures writes what the type of service was before a hop and is there.
func tosFigures(r result, ttl int) string {
	before, now := r.Config.TOS, uint8(0)
	for _, h := range r.Path.Hops {
		tos, ok := quotedTOS(h)
		switch {
		case !ok || h.TTL > ttl:
		case h.TTL == ttl:
			now = tos
		default:
			before = tos
		}
	}
	return fmt.Sprintf(" from 0x%02x to 0x%02x", before, now)
}

// quotedTOS returns the type of service that the first reply of a hop quotes
// which tells it.
func quotedTOS(h trace.Hop) (tos uint8, ok bool) {
	for _, p := range h.Probes {
		if q := p.Reply.Quote; q.Known {
			return q.TOS, true
		}
	}
	return 0, false
}

// backFigures writes the lengths of the ways to a hop and back.
func backFigures(r result, ttl int) string {
	h, _ := r.hop(ttl)
	return fmt.Sprintf(": %d hops there, about %d back", ttl, h.Back())
}
