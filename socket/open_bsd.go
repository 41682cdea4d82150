//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package socket

// open opens a Conn by one way.
func open(w way, c Config) (locatingConn, error) { return openPlain(system, w, c) }
