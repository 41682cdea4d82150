package main

import (
	"fmt"

	"ftr/socket"
)

// needs returns what a protocol by a kind of socket needs on a system; AnyMode:
// what any kind of socket would do.
func needs(s socket.System, p socket.Protocol, m socket.Mode) string {
	text := ""
	for _, w := range s.Ways {
		switch {
		case w.Protocol != p || m != socket.AnyMode && w.Mode != m:
		case text == "":
			text = w.Needs
		default:
			text = fmt.Sprintf("%s, or %s", text, w.Needs)
		}
	}
	return text
}
