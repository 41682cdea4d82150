//go:build !linux

package socket

import (
	"errors"
	"fmt"
	"runtime"
	"syscall"
)

// open says that there is no back end for this system yet.
func open(w way, _ Config) (Conn, error) {
	return nil, fmt.Errorf("%s on %s: %w", w, runtime.GOOS, errors.ErrUnsupported)
}

// bindDialer refuses interfaces; without one it changes nothing.
func bindDialer(name string) func(string, string, syscall.RawConn) error {
	if name == "" {
		return nil
	}
	return func(string, string, syscall.RawConn) error {
		return fmt.Errorf("choosing an interface on %s: %w", runtime.GOOS, errors.ErrUnsupported)
	}
}
