// Command inworld runs a program inside a simulated internet and tells what the
// network saw of it. It needs Linux and root.
//
// Usage:
//
//	go run ./internal/inworld [flags] WORLD COMMAND ARGS...
//
// WORLD is the name of a built-in world (see ftr/internal/simnet) or a file with
// the text of one. COMMAND runs on a simulated machine at one end of that world:
// a network namespace of its own, with the world's name server in
// /etc/resolv.conf. Nothing that it sends leaves this machine. It has the
// terminal to itself; the report goes to standard error when it has ended.
//
//	go run ./internal/inworld eleven traceroute -n www.dest.example
//	go run ./internal/inworld -user nobody -ping loop traceroute -I 142.251.46.174
//
// The flags are:
//
//	-user USER
//		Run the command as root (the default) or as nobody, without
//		capabilities. What nobody cannot read is copied for it.
//	-ping
//		Let everyone open ping sockets (net.ipv4.ping_group_range).
//	-seed N
//		Choose the world's chances (loss, jitter); 0 by default.
//	-report FORMAT
//		Report as text (the default), json or none. Wall time is that of the
//		whole process. "Network" in the report is the time from a probe's
//		arrival at the network to the departure of the first answer.
//
// The exit status is that of the command; 128 and the signal's number where one
// ended it; 1 where it could not be run; 2 for wrong usage.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"ftr/internal/lab"
	"ftr/internal/simnet"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// A job is what the command line asks for.
type job struct {
	world   string
	seed    uint64
	user    string
	ping    bool
	report  string
	command []string
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	j, err := parse(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		complain(stderr, err)
		return 2
	}
	status, err := j.run(ctx, stdin, stdout, stderr)
	if err != nil {
		complain(stderr, explain(err))
		return 1
	}
	return status
}

// complain says why there is no result.
func complain(stderr io.Writer, err error) {
	_, _ = fmt.Fprintf(stderr, "inworld: %v\n", err) // where else could one say it
}

const usage = "usage: inworld [-user nobody] [-ping] [-seed N] [-report text|json|none] WORLD COMMAND [ARG]"

func parse(args []string, stderr io.Writer) (job, error) {
	var j job
	f := flag.NewFlagSet("inworld", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.StringVar(&j.user, "user", "root", "run the command as root or nobody")
	f.BoolVar(&j.ping, "ping", false, "let everyone open ping sockets")
	f.Uint64Var(&j.seed, "seed", 0, "choose the world's chances")
	f.StringVar(&j.report, "report", "text", "report as text, json or none")
	err := f.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		_, _ = fmt.Fprintln(stderr, usage)
		f.SetOutput(stderr)
		f.PrintDefaults()
		return j, err
	}
	switch {
	case err != nil:
		return j, fmt.Errorf("%w; %s", err, usage)
	case f.NArg() < 2:
		return j, errors.New(usage)
	case j.user != "root" && j.user != "nobody":
		return j, fmt.Errorf("-user %s: choose root or nobody", j.user)
	case writers[j.report] == nil:
		return j, fmt.Errorf("-report %s: choose text, json or none", j.report)
	}
	j.world, j.command = f.Arg(0), f.Args()[1:]
	return j, nil
}

func (j job) run(ctx context.Context, stdin io.Reader, stdout, stderr io.Writer) (int, error) {
	w, err := load(j.world)
	if err != nil {
		return 0, err
	}
	l, err := lab.Open(w, lab.Options{Ping: j.ping, Seed: j.seed})
	if err != nil {
		return 0, err
	}
	// The terminal sends its interrupts to the command as well, whose answer to
	// them is to be seen; and a reader that goes away must not keep us from
	// cleaning up. (Signals that we ignored would be ignored by the command.)
	signal.Notify(make(chan os.Signal, 1), syscall.SIGINT, syscall.SIGQUIT, syscall.SIGPIPE)
	ctx, cancel := signal.NotifyContext(ctx, syscall.SIGTERM, syscall.SIGHUP)
	defer cancel()

	r, err := l.Run(ctx, lab.Command{
		Args: j.command, Nobody: j.user == "nobody",
		Stdin: stdin, Stdout: stdout, Stderr: stderr,
	})
	if err != nil {
		return 0, errors.Join(err, l.Close())
	}
	err = writers[j.report](stderr, newReport(r, l.Seen()))
	return r.Status, errors.Join(err, l.Close())
}

// load returns the built-in world of that name, or the one in that file.
func load(name string) (*simnet.World, error) {
	if slices.Contains(simnet.Names(), name) {
		return simnet.Builtin(name)
	}
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is neither a file nor one of the built-in worlds: %s", name, strings.Join(simnet.Names(), ", "))
	}
	if err != nil {
		return nil, err
	}
	w, err := simnet.Parse(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return w, nil
}

// explain adds what to do about err, where we know.
func explain(err error) error {
	if errors.Is(err, fs.ErrPermission) && os.Geteuid() != 0 {
		return fmt.Errorf("%w; network namespaces need root: try sudo", err)
	}
	return err
}
