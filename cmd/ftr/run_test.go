package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"ftr/socket"
	"ftr/trace"
)

func TestProgressAppearsAfterAWhileAndIsErased(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b bytes.Buffer
		p := startProgress(&b)
		p.sent.Store(16)
		p.replies.Store(3)
		time.Sleep(progressAfter + progressEvery)
		synctest.Wait()
		p.end()
		want := eraseLine + "ftr: tracing, 16 probes sent, 3 answered, 0.2 s" +
			eraseLine + "ftr: tracing, 16 probes sent, 3 answered, 0.3 s" + eraseLine
		if got := b.String(); got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	})
}

func TestProgressOfAQuickTraceIsNotSeen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b bytes.Buffer
		p := startProgress(&b)
		time.Sleep(progressAfter - 1)
		p.end()
		if b.Len() != 0 {
			t.Errorf("got %q", b.String())
		}
	})
}

func TestWriteErrors(t *testing.T) {
	for _, tc := range []struct {
		err    error
		exit   int
		stderr string
	}{
		{nil, 0, ""},
		{syscall.EPIPE, 0, ""},
		{
			&os.PathError{Op: "write", Path: "/dev/stdout", Err: syscall.ENOSPC}, 1,
			"ftr: writing the result: no space left on device; see where its output goes\n",
		},
		{io.ErrShortWrite, 1, "ftr: writing the result: short write; see where its output goes\n"},
	} {
		var stderr bytes.Buffer
		got := run(context.Background(), []string{"--version"}, nil, brokenWriter{tc.err}, &stderr)
		if got != tc.exit || stderr.String() != tc.stderr {
			t.Errorf("%v: got %d, %q; want %d, %q", tc.err, got, stderr.String(), tc.exit, tc.stderr)
		}
	}
}

// A brokenWriter fails with an error, if it has one.
type brokenWriter struct{ err error }

func (w brokenWriter) Write(b []byte) (int, error) { return len(b), w.err }

func TestExitCode(t *testing.T) {
	interrupted, cancel := context.WithCancelCause(context.Background())
	cancel(errInterrupted)
	terminated, cancel := context.WithCancelCause(context.Background())
	cancel(errTerminated)
	broken := result{Path: trace.Path{Stop: trace.StopError, Sent: 16}}
	if got := exitCode(context.Background(), broken); got != exitFailed {
		t.Errorf("broken off: got %d, want %d", got, exitFailed)
	}
	for _, tc := range []struct {
		name    string
		ctx     context.Context
		fail    bool
		reached bool
		want    int
	}{
		{"reached", context.Background(), true, true, 0},
		{"not reached", context.Background(), false, false, 0},
		{"not reached, --fail", context.Background(), true, false, 3},
		{"Ctrl-C", interrupted, true, false, 130},
		{"SIGTERM", terminated, true, true, 143},
	} {
		r := result{Config: config{Fail: tc.fail}, Path: trace.Path{Reached: tc.reached}}
		if got := exitCode(tc.ctx, r); got != tc.want {
			t.Errorf("%s: got %d, want %d", tc.name, got, tc.want)
		}
	}
}

func TestSignalsAreCauses(t *testing.T) {
	if got := causeOf(os.Interrupt); !errors.Is(got, errInterrupted) {
		t.Errorf("SIGINT: got %v", got)
	}
	if got := causeOf(syscall.SIGTERM); !errors.Is(got, errTerminated) {
		t.Errorf("SIGTERM: got %v", got)
	}
}

func TestABrokenTraceIsShownAsFarAsItGot(t *testing.T) {
	var stdout, stderr bytes.Buffer
	r := exampleResult()
	r.Path.Err, r.Path.Stop, r.Path.Reached = syscall.ENETDOWN, trace.StopError, false
	(output{stdout: &stdout, stderr: &stderr}).result(r, exitFailed)
	if want := "ftr: the trace broke off: network is down\n"; stderr.String() != want {
		t.Errorf("got %q, want %q", stderr.String(), want)
	}
	if !strings.Contains(stdout.String(), " 1    1.27  192.168.1.1 ") {
		t.Errorf("got\n%s", stdout.String())
	}
}

func TestSomeProbesNotSentIsTold(t *testing.T) {
	var stdout, stderr bytes.Buffer
	r := exampleResult()
	r.Path.Err = syscall.ENOBUFS
	r.Path.Hops[5].Probes[0].Err = syscall.ENOBUFS
	if code := (output{stdout: &stdout, stderr: &stderr}).result(r, exitOK); code != exitOK {
		t.Errorf("got %d", code)
	}
	if want := "ftr: some probes could not be sent: no buffer space available\n"; stderr.String() != want {
		t.Errorf("got %q, want %q", stderr.String(), want)
	}
	if !strings.Contains(stdout.String(), " 6       *                                            (not sent)\n") {
		t.Errorf("got\n%s", stdout.String())
	}
}

func TestSocketConfigFollowsTheFlags(t *testing.T) {
	s := session{config: config{Port: 53, Interface: "eth0", Source: addr("2001:db8::1"), TOS: 184, Mark: 7, FindMTU: true}}
	want := socket.Config{
		IPv6: true, Protocol: socket.UDP, Port: 53, Interface: "eth0", Source: addr("2001:db8::1"),
		TOS: 184, Mark: 7, DontFragment: true,
	}
	if got := s.socketConfig(true); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
