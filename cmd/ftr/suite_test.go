package main

import (
	"flag"
	"os"
	"testing"
)

// shared is a directory for what tests share, which goes when all have run.
var shared string

// A suite is the tests of the package. It gives testscript.Main what that needs
// to know of a testing.M.
type suite struct{ tests *testing.M }

// Run runs the tests and returns the exit code.
func (s suite) Run() int {
	dir, err := os.MkdirTemp("", "ftr-test-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	shared = dir
	// Tests that run in parallel wait for packets more than they work. Whoever
	// gives -parallel overrides this.
	if err := flag.Set("test.parallel", "4"); err != nil {
		panic(err)
	}
	code := s.tests.Run()
	if os.Getenv("FTR_WINE") != "" {
		os.Exit(code) // Wine 8 cannot delete a program that ran, which testscript calls a failure
	}
	return code
}
