package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
)

// Why a run was ended from outside: the causes of its context.
var (
	errInterrupted = errors.New("interrupted")
	errTerminated  = errors.New("terminated")
)

// withSignals returns a context that the first SIGINT or SIGTERM cancels, with
// the cause. The second one ends the program at once, as if nobody listened. The
// caller must call stop.
//
// Listening begins beside the caller, who has probes to send: it takes longer
// than sending the first of them.
func withSignals(ctx context.Context) (_ context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		got := make(chan os.Signal, 1)
		signal.Notify(got, os.Interrupt, syscall.SIGTERM)
		defer signal.Stop(got)
		cancelOn(ctx, got, cancel)
	}()
	return ctx, func() {
		cancel(nil)
		<-ended
	}
}

// cancelOn cancels with the cause that the first signal is, unless ctx is done
// before.
func cancelOn(ctx context.Context, got <-chan os.Signal, cancel context.CancelCauseFunc) {
	select {
	case s := <-got:
		cancel(causeOf(s))
	case <-ctx.Done():
	}
}

func causeOf(s os.Signal) error {
	if s == syscall.SIGTERM {
		return errTerminated
	}
	return errInterrupted
}

// signalExit returns the exit code of a run that was ended from outside; zero:
// it was not.
func signalExit(ctx context.Context) int {
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, errTerminated):
		return exitTerminated
	case cause != nil:
		return exitInterrupt
	}
	return 0
}
