package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"

	"ftr/enrich"
	"ftr/socket"
	"ftr/trace"
)

// An output is where a run writes to: results to stdout, all else to stderr.
type output struct {
	stdout, stderr io.Writer

	terminal bool // stdout is one
	width    int  // of the terminal in columns; zero: nothing is to be cut
}

// newOutput looks at what stdout is.
func newOutput(stdout, stderr io.Writer) output {
	return output{stdout: stdout, stderr: stderr, terminal: isTerminal(stdout), width: terminalWidth(stdout)}
}

// result prints what a trace found and returns the exit code.
func (o output) result(r result, code int) int {
	switch {
	case r.Path.Err == nil:
	case r.Path.Stop == trace.StopError:
		say(o.stderr, "the trace broke off: %s", oneLine(r.Path.Err))
	default:
		say(o.stderr, "some probes could not be sent: %s", oneLine(r.Path.Err))
	}
	return o.print(r, nil, code)
}

// fail says why a trace could not run and returns the exit code.
func (o output) fail(r result, f *failure) int {
	say(o.stderr, "%s", f)
	if r.Config.JSON {
		return o.print(r, f, f.Exit)
	}
	return f.Exit
}

// print prints a result, with the failure that is nil where there was none, and
// returns the exit code.
func (o output) print(r result, f *failure, code int) int {
	text, err := o.render(r, f)
	if err != nil {
		say(o.stderr, "%v", err)
		return exitFailed
	}
	return o.write(text, code)
}

// render returns what is to be printed: the document or the table.
func (o output) render(r result, f *failure) (string, error) {
	if r.Config.JSON {
		text, err := encode(newDocument(r, f))
		return string(text), err
	}
	width := o.width
	if r.Config.Wide {
		width = 0
	}
	return renderReport(r, width, newPalette(r.Config.Color.on(o.terminal, os.Getenv))), nil
}

// rehearse renders a result of one hop for no one. The first time costs half a
// millisecond more than the second, because code and types are met for the first
// time; that is better spent while the replies are on their way than after the
// last one.
func (o output) rehearse(r result) {
	hop := trace.Hop{TTL: 1, Addr: r.Target, Probes: []trace.Probe{{
		Reply: socket.Reply{From: r.Target, Kind: socket.TimeExceeded, RTT: 1},
	}}}
	r.Path = trace.Path{Target: r.Target, Hops: []trace.Hop{hop}}
	r.Segments = []enrich.Segment{enrich.Transit}
	_, _ = o.render(r, nil) // only the time it takes matters
}

// write prints a result. A reader that has gone away is no error; anything else
// that keeps the result from being written is one, whatever the code.
func (o output) write(text string, code int) int {
	_, err := io.WriteString(console(o.stdout), text)
	if err == nil || readerGone(o.stdout, err) {
		return code
	}
	say(o.stderr, "writing the result: %s; see where its output goes", reason(err))
	return exitFailed
}

// readerGone reports whether an error of writing to w means that nobody reads it
// any more. Of a pipe it can mean nothing else, whatever the system calls it.
func readerGone(w io.Writer, err error) bool {
	return errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe) || isPipe(w)
}

// say writes a line that is not a result. If even that fails, there is no one to
// tell.
func say(w io.Writer, format string, args ...any) {
	_, _ = fmt.Fprintf(w, "ftr: "+format+"\n", args...)
}
