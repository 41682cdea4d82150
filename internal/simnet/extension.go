package simnet

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ftr/socket"
)

// An Ext is the manner in which a router writes the extensions of its ICMP errors
// (RFC 4884).
type Ext string

const (
	SoundExt  Ext = ""       // as RFC 4884 has it
	LegacyExt Ext = "legacy" // without the length attribute, at offset 128 (RFC 4884, section 5.5)
	BadSumExt Ext = "badsum" // with a wrong checksum
	BadLenExt Ext = "badlen" // with an object that claims to be longer than the message
)

// sound reports whether a careful reader believes extensions in the manner.
func (e Ext) sound() bool { return e == SoundExt || e == LegacyExt }

func parseExt(s string) (Ext, error) {
	if e := Ext(s); slices.Contains([]Ext{LegacyExt, BadSumExt, BadLenExt}, e) {
		return e, nil
	}
	return "", fmt.Errorf("%q is not legacy, badsum or badlen", s)
}

// roles are the words for the roles of interfaces.
var roles = []string{
	socket.Incoming: "in", socket.IncomingSub: "insub", socket.Outgoing: "out", socket.NextHop: "nexthop",
}

// maxIfaceName is how long the name of an interface is at most (RFC 5837,
// section 4.3).
const maxIfaceName = 63

func parseInterfaces(s string) ([]socket.Interface, error) { return parseList(s, parseInterface) }

// parseInterface parses ROLE/INDEX/ADDR/NAME/MTU. All but the role may be empty,
// and the name may hold further slashes, as many do.
func parseInterface(s string) (socket.Interface, error) {
	var i socket.Interface
	parts := strings.SplitN(s, "/", 4)
	if len(parts) < 4 {
		return i, fmt.Errorf("%q is not ROLE/INDEX/ADDR/NAME/MTU as in in/7/192.0.2.1/ge-0/0/1/1500", s)
	}
	name, mtu, found := cutLast(parts[3], "/")
	role := slices.Index(roles, parts[0])
	switch {
	case !found:
		return i, fmt.Errorf("%q has no MTU", s)
	case role < 0:
		return i, fmt.Errorf("%q is not one of %q", parts[0], roles)
	case len(name) > maxIfaceName || strings.Contains(name, "\x00"):
		return i, fmt.Errorf("%q is no name of an interface", name)
	}
	i.Role, i.Name = socket.InterfaceRole(role), name
	return i, errors.Join(
		orEmpty(&i.Index, parts[1], func(s string) (int, error) { return parseInt(s, 1, 1<<31-1) }),
		orEmpty(&i.Addr, parts[2], parseAddr),
		orEmpty(&i.MTU, mtu, func(s string) (int, error) { return parseInt(s, 1, 1<<31-1) }),
	)
}

// orEmpty stores a parsed value unless there is none.
func orEmpty[T any](to *T, value string, parse func(string) (T, error)) error {
	if value == "" {
		return nil
	}
	return assign(to, parse, value)
}

// cutLast cuts s around the last sep.
func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

func formatInterface(i socket.Interface) string {
	addr := ""
	if i.Addr.IsValid() {
		addr = i.Addr.String()
	}
	return strings.Join([]string{roles[i.Role], orNothing(i.Index), addr, i.Name, orNothing(i.MTU)}, "/")
}

// orNothing formats a number that is zero where it was left out.
func orNothing(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
