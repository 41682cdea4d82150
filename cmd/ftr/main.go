// Ftr finds the path to a host: it probes all hops at once, names them, says
// whose they are and which part of the way they belong to, and prints a table or
// JSON. See ftr --help.
package main

import (
	"context"
	"io"
	"os"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run does what the arguments say and returns the exit code. Nothing is read
// from stdin.
func run(ctx context.Context, args []string, _ io.Reader, stdout, stderr io.Writer) int {
	c, act, err := parseArgs(args)
	out := output{stdout: stdout, stderr: stderr}
	switch {
	case err != nil:
		c.JSON = c.JSON || wantsJSON(args)
		return out.fail(result{Config: c, Host: c.Host}, classify(err, circumstances{Config: c}))
	case act == actHelp:
		return out.write(helpText, exitOK)
	case act == actVersion:
		return out.write("ftr "+version+"\n", exitOK)
	}
	ctx, stop := withSignals(ctx)
	defer stop()
	return traceAndPrint(ctx, c, out)
}

// traceAndPrint runs a trace and prints what came of it.
func traceAndPrint(ctx context.Context, c config, out output) int {
	s, err := newSession(c, out.stderr)
	if err != nil {
		return out.fail(result{Config: c, Host: c.Host}, classify(err, circumstances{Config: c}))
	}
	r, at, err := s.run(ctx)
	s.progress.end()
	if err == nil {
		return out.result(r, exitCode(ctx, r))
	}
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return out.fail(r, classify(err, circumstances{Stage: at, Config: c, Target: r.Target, Executable: r.Executable}))
}

// newSession returns a session on the network that c asks for.
func newSession(c config, stderr io.Writer) (*session, error) {
	s := &session{config: c, log: stderr}
	var err error
	if c.Demo {
		s.network, err = demoNetwork(c)
		if err != nil {
			return nil, err
		}
	} else if s.network, err = realNetwork(); err != nil {
		s.tell(1, "%s", oneLine(err))
	}
	if len(c.DNSServers) > 0 {
		s.network.resolver.Servers = c.DNSServers
	}
	line := stderr
	if !isTerminal(stderr) || c.Verbose > 0 {
		line = nil
	}
	s.progress = startProgress(line)
	return s, nil
}

// exitCode returns the exit code of a trace that ran.
func exitCode(ctx context.Context, r result) int {
	switch code := signalExit(ctx); {
	case code != 0:
		return code
	case r.Config.Fail && !r.Path.Reached:
		return exitNotReached
	}
	return exitOK
}
