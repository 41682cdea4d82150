package lab

import (
	"errors"
	"os"
	"sync"
	"testing"

	"ftr/internal/simnet"
)

// permitted says why no Lab can be opened here, or nil. It tries, because being
// root does not mean much in a container.
var permitted = sync.OnceValue(func() error {
	t, err := startThread()
	if err != nil {
		return err
	}
	defer t.end()
	return t.do(func() error {
		tun, err := openTUN(device)
		if err != nil {
			return err
		}
		return errors.Join(setKernel(false), tun.Close())
	})
})

// Require skips the test with the reason where no Lab can be opened. With
// FTR_E2E=require in the environment, as in CI, it fails the test instead; with
// FTR_E2E=skip it skips the test wherever it is.
func Require(t testing.TB) {
	t.Helper()
	wish := os.Getenv("FTR_E2E")
	if wish == "skip" {
		t.Skip("end-to-end tests are not wanted: FTR_E2E is skip")
	}
	err := permitted()
	switch {
	case err == nil:
	case wish == "require":
		t.Fatalf("end-to-end tests need root on Linux: %v", err)
	default:
		t.Skipf("end-to-end tests need root on Linux: %v", err)
	}
}

// New opens the world that text describes for the length of the test, and skips
// the test where that cannot be done (see Require).
func New(t testing.TB, text string, o Options) *Lab {
	t.Helper()
	Require(t)
	w, err := simnet.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	l, err := Open(w, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}
