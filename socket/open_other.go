//go:build !darwin && !dragonfly && !freebsd && !linux && !netbsd && !openbsd && !windows

package socket

import "errors"

// open is not called: this system has no ways.
func open(way, Config) (locatingConn, error) { return nil, errors.ErrUnsupported }
