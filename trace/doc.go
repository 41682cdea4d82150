// Package trace finds the path to a host: it decides which probe to send when,
// what the replies mean, and when everything that can come has come.
//
// A [Tracer] shares one [ftr/socket.Conn] among any number of traces, each of
// which streams its events in the order of arrival; a [Path] is collected and
// trimmed from such a stream.
package trace
