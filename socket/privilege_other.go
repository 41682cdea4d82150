//go:build !linux

package socket

func dropPrivileges() error { return nil }
