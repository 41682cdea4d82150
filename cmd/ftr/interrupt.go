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

// untilSignal returns a context that the first SIGINT or SIGTERM cancels, with
// the cause. The second one ends the program at once, as if nobody listened.
//
// It is for main alone: its goroutine lives as long as the program. Listening
// begins beside the caller, who has probes to send, as it takes longer than
// sending the first of them; to stop it would take as long again.
func untilSignal() context.Context {
	ctx, cancel := context.WithCancelCause(context.Background())
	go func() {
		got := make(chan os.Signal, 1)
		signal.Notify(got, os.Interrupt, syscall.SIGTERM)
		s := <-got
		signal.Stop(got)
		cancel(causeOf(s))
	}()
	return ctx
}

// causeOf returns the cause of a context that a signal ended.
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
