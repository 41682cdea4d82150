package main

import (
	"fmt"
	"net/netip"
	"strings"

	"ftr/socket"
)

// see advises to look at what a command shows; empty: at nothing.
func see(command string) string {
	if command == "" {
		return ""
	}
	return "see: " + command
}

// seeRoute advises to look at the way to an address, from another one if that is
// valid.
func seeRoute(s socket.System, to, from netip.Addr) string {
	switch {
	case from.IsValid() && s.RouteFrom != "":
		return see(fmt.Sprintf(s.RouteFrom, to, from))
	case s.Route != "":
		return see(fmt.Sprintf(s.Route, to))
	}
	return ""
}

// grant returns the command that permits raw sockets to a program, or runs it with
// them.
func grant(s socket.System, executable string) string {
	if s.Grant == "" {
		return ""
	}
	return fmt.Sprintf(s.Grant, shellQuote(executable))
}

// orGrant returns an advice, and as another one how to permit raw sockets.
func orGrant(advice string, s socket.System, executable string) string {
	if s.Grant == "" {
		return advice
	}
	return advice + ", or: " + grant(s, executable)
}

// tryGrant advises to permit raw sockets, if that can be done.
func tryGrant(s socket.System, executable string) string {
	if s.Grant == "" {
		return ""
	}
	return "try: " + grant(s, executable)
}

// shellQuote writes a path so that a shell takes it as one word.
func shellQuote(path string) string {
	if path == "" {
		return "ftr"
	}
	if strings.Trim(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+@:") == "" {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}
