package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ftr/trace"
)

// verdictLine says how the trace ended, in one sentence fit for a ticket.
func verdictLine(r result, p palette) string {
	said, good := verdict(r)
	line := strings.Join(append([]string{said}, figures(r)...), "; ")
	if good {
		return line
	}
	head, rest, ok := strings.Cut(line, ":")
	if !ok {
		return p.red(line)
	}
	return p.red(head+":") + rest
}

// verdict says whether the destination was reached, and how or why not.
func verdict(r result) (said string, good bool) {
	if r.Path.Reached {
		return reachedText(r), true
	}
	if r.Path.Stop == trace.StopInterrupted {
		return "INTERRUPTED: " + farText(r), false
	}
	return "NOT REACHED: " + obstacle(r), false
}

func reachedText(r result) string {
	h, _ := r.hop(r.Path.StopTTL)
	said := fmt.Sprintf("Reached %v at hop %d", r.Target, r.Path.StopTTL)
	if len(h.RTTs()) > 0 {
		said += fmt.Sprintf(" in %s ms", milliText(h.Min()))
	}
	if h.Addr.IsValid() && h.Addr != r.Target {
		said += fmt.Sprintf(" (it answers as %v)", h.Addr)
	}
	if slices.Contains(h.Notes, trace.NoteIntercepted) {
		said += ", or somebody nearer that answers in its name"
	}
	if silent := silentText(r.Path.Hops); silent != "" {
		said += "; " + silent
	}
	switch r.Path.Stop {
	case trace.StopDeadline:
		said += "; the time was up before all was answered"
	case trace.StopInterrupted:
		said += "; interrupted before all was answered"
	}
	return said
}

// obstacle says why the destination was not reached.
func obstacle(r result) string {
	switch r.Path.Stop {
	case trace.StopUnreachable:
		return refusalText(r)
	case trace.StopMaxHops:
		return fmt.Sprintf("it is more than %d hops away; %s%s", r.Path.MaxTTL, farText(r), moreHops(r))
	case trace.StopLoop:
		return loopText(r)
	case trace.StopDeadline:
		return fmt.Sprintf("the time was up; %s; for more time: -W %v", farText(r), moreTime(r))
	case trace.StopError:
		return "the trace broke off; " + farText(r)
	}
	if h, ok := r.lastAnswer(); ok && r.Path.MaxTTL-h.TTL < nearLimit {
		return fmt.Sprintf("no reply from beyond hop %d, and no TTL above %d was probed%s", h.TTL, r.Path.MaxTTL, moreHops(r))
	}
	return fmt.Sprintf("%s; %s", silenceText(r), farText(r))
}

// nearLimit is how near to the last TTL an answer must be for the destination to
// be likely beyond that TTL, rather than silent.
const nearLimit = 3

// moreHops advises to probe further, where that is possible.
func moreHops(r result) string {
	if r.Path.MaxTTL == maxTTL {
		return ""
	}
	return fmt.Sprintf("; try -m %d", min(maxTTL, 2*r.Path.MaxTTL))
}

// moreTime returns a limit for the trace that gives it twice the time it had.
func moreTime(r result) time.Duration {
	return min(maxDeadline, max(10*time.Second, 2*r.Path.Duration.Round(time.Second)))
}

// refusalText says who refuses.
func refusalText(r result) string {
	h, ok := r.hop(r.Path.StopTTL)
	if !ok {
		return "unreachable"
	}
	return fmt.Sprintf("hop %d, %s, says %s: %s", h.TTL, whoText(r, h), h.Mark, markMeaning(h.Mark))
}

// loopText says where packets go round.
func loopText(r result) string {
	h, ok := r.hop(r.Path.StopTTL)
	if !ok {
		return "packets go round in a loop"
	}
	return fmt.Sprintf("packets go round in a loop that begins at hop %d, %s", h.TTL, whoText(r, h))
}

// farText says how far the path is known.
func farText(r result) string {
	h, ok := r.lastAnswer()
	if !ok {
		return "no hop replied"
	}
	return fmt.Sprintf("the last reply is from hop %d, %s", h.TTL, whoText(r, h))
}

// whoText names who answered at a hop, with its AS if that is known.
func whoText(r result, h trace.Hop) string {
	if origins := r.info(h.Addr).Origins; len(origins) > 0 {
		return fmt.Sprintf("%v (%s)", h.Addr, originText(origins[0]))
	}
	return h.Addr.String()
}

// figures returns what the trace cost.
func figures(r result) []string {
	return []string{
		plural(r.Path.Sent, "probe"),
		fmt.Sprintf("%.2f s", float64(r.Duration)/float64(time.Second)),
	}
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// silentText names the hops that did not answer; empty: all did.
func silentText(hops []trace.Hop) string {
	var spans []string
	count := 0
	for i := 0; i < len(hops); i++ {
		if n := silentRun(hops[i:]); n > 0 {
			spans = append(spans, span(hops[i].TTL, hops[i+n-1].TTL))
			count += n
			i += n - 1
		}
	}
	switch count {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("hop %s did not reply", spans[0])
	}
	return fmt.Sprintf("hops %s did not reply", listText(spans))
}

// listText joins words as in "3, 5 and 7-9".
func listText(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
