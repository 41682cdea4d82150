//go:build !darwin && !dragonfly && !freebsd && !linux && !netbsd && !openbsd

package socket

func dropPrivileges() error { return nil }
