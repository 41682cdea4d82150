package main

import (
	"fmt"
	"strings"
)

// mtuText writes the path MTU and the links at which it shrinks; empty: nobody
// asked for it.
func mtuText(r result) string {
	if !r.Config.FindMTU {
		return ""
	}
	text := "unknown"
	if r.Path.MTU != 0 {
		text = fmt.Sprint(r.Path.MTU)
	}
	var links []string
	for _, h := range r.Path.Hops {
		if h.MTU != 0 {
			links = append(links, fmt.Sprintf("hop %d: %d", h.TTL, h.MTU))
		}
	}
	if len(links) > 0 {
		text += " (" + strings.Join(links, ", ") + ")"
	}
	if h, ok := r.lastAnswer(); ok && !r.Path.Reached && r.Path.MTU != 0 {
		text += fmt.Sprintf(" as far as hop %d", h.TTL)
	}
	return text
}
