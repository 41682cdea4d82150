package main

import (
	"fmt"
	"strings"
)

// markMeaning says in words what a mark of traceroute means.
func markMeaning(mark string) string {
	if mtu, ok := strings.CutPrefix(mark, "!F-"); ok {
		if mtu == "0" {
			return "the probe is too big for the next link"
		}
		return fmt.Sprintf("the probe is too big for the next link, which carries %s bytes", mtu)
	}
	if code, ok := strings.CutPrefix(mark, "!<"); ok {
		return fmt.Sprintf("destination unreachable, code %s", strings.TrimSuffix(code, ">"))
	}
	if meaning, ok := meanings[mark]; ok {
		return meaning
	}
	return "destination unreachable"
}

// meanings holds what traceroute's letters stand for (traceroute(8), RFC 792,
// RFC 1812 section 5.2.7.1, RFC 4443 section 3.1).
var meanings = map[string]string{
	"!N": "network unreachable, no route to it",
	"!H": "host unreachable",
	"!P": "protocol unreachable",
	"!S": "source route failed",
	"!X": "administratively prohibited",
	"!V": "host precedence violation",
	"!C": "precedence cutoff in effect",
}
