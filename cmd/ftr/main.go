// Ftr finds the path to a host: it probes all hops at once, names them, says
// whose they are and which part of the way they belong to, and prints a table or
// JSON. See ftr --help.
package main

import (
	"context"
	"io"
	"os"
	"time"

	"ftr/socket"
	"ftr/trace"
)

func main() {
	os.Exit(run(untilSignal(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run does what the arguments say and returns the exit code. Where ctx ends it
// prints what is known. Nothing is read from stdin.
func run(ctx context.Context, args []string, _ io.Reader, stdout, stderr io.Writer) int {
	out := newOutput(stdout, stderr)
	if text, ok, err := ownWord(args); err != nil {
		return out.fail(result{Started: time.Now()}, classify(err, circumstances{}))
	} else if ok {
		return out.write(text, exitOK)
	}
	c, act, err := parseArgs(args)
	switch {
	case err != nil:
		c.JSON = c.JSON || wantsJSON(args)
		return out.fail(result{Config: c, Host: c.Host, Started: time.Now()}, classify(err, circumstances{Config: c}))
	case act == actHelp:
		return out.write(helpText, exitOK)
	case act == actVersion:
		return out.write("ftr "+version+"\n", exitOK)
	}
	if c.Demo { // which opens nothing
		if err := socket.DropPrivileges(); err != nil {
			return out.fail(result{Config: c, Host: c.Host, Started: time.Now()}, classify(err, circumstances{Config: c}))
		}
	}
	n, err := openNetwork(c)
	if err != nil && c.Verbose > 0 {
		say(stderr, "%s", oneLine(err))
	}
	return traceAndPrint(ctx, c, n, out)
}

// traceAndPrint runs a trace and prints what came of it.
func traceAndPrint(ctx context.Context, c config, n network, out output) int {
	s := newSession(c, n, out.stderr)
	s.idle = out.rehearse
	r, at, err := s.run(ctx)
	s.progress.end()
	if err == nil {
		return out.result(r, exitCode(ctx, r))
	}
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	where := circumstances{Stage: at, Config: c, Target: r.Target, Executable: r.Executable, System: r.System, LinkMTU: s.firstLink(r, err)}
	where.Config.Host = r.Host
	return out.fail(r, classify(err, where))
}

// exitCode returns the exit code of a trace that ran.
func exitCode(ctx context.Context, r result) int {
	switch code := signalExit(ctx); {
	case code != 0:
		return code
	case r.Path.Stop == trace.StopError:
		return exitFailed
	case r.Config.Fail && !r.Path.Reached:
		return exitNotReached
	}
	return exitOK
}
