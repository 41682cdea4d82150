//go:build !darwin && !dragonfly && !freebsd && !linux && !netbsd && !openbsd && !windows

package socket

import (
	"errors"
	"fmt"
	"runtime"
)

// open says that there is no back end for this system yet.
func open(w way, _ Config) (locatingConn, error) {
	return nil, fmt.Errorf("%s on %s: %w", w, runtime.GOOS, errors.ErrUnsupported)
}
