package enrich

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"
)

// ErrNoServers says that a question needs a name server and none is known.
var ErrNoServers = errors.New("no name server is known")

// ErrBadName says that a string cannot be the name of a host.
var ErrBadName = errors.New("not a host name")

// A NotFoundError says that a name server answered: there is no such thing.
type NotFoundError struct {
	Name   string         // as it was asked for
	Server netip.AddrPort // who said so
	Exists bool           // the name exists, but has no record of the wanted type (NODATA, RFC 2308)
}

func (e *NotFoundError) Error() string {
	if e.Exists {
		return fmt.Sprintf("%s: no address (%s said NODATA)", e.Name, serverName(e.Server))
	}
	return fmt.Sprintf("%s: no such host (%s said NXDOMAIN)", e.Name, serverName(e.Server))
}

// A NoAnswerError says that no name server answered in time.
type NoAnswerError struct {
	Name    string
	Servers []netip.AddrPort // that were asked, each once, in order
	After   time.Duration    // how long they had
}

func (e *NoAnswerError) Error() string {
	tried := make([]string, len(e.Servers))
	for i, s := range e.Servers {
		tried[i] = serverName(s)
	}
	return fmt.Sprintf("%s: no name server answered in %v (tried %s)",
		e.Name, e.After.Round(time.Millisecond), strings.Join(tried, ", "))
}

// A RefusedError says that every name server answered, and none of them with
// an answer: SERVFAIL, REFUSED, a closed port, bytes that make no sense.
type RefusedError struct {
	Name string
	Err  error // what each server said, joined
}

func (e *RefusedError) Error() string { return fmt.Sprintf("%s: %v", e.Name, e.Err) }

// Unwrap returns what the servers said.
func (e *RefusedError) Unwrap() error { return e.Err }
