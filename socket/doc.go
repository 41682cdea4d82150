// Package socket sends traceroute probes and receives what they provoke.
//
// It is the only package that knows the operating system. Its one seam, [Conn],
// speaks in probes and replies rather than packets, because the systems differ
// in what a program gets to see: a raw socket delivers whole packets, a Linux
// ping socket answers through an error queue and rewrites the echo identifier,
// Windows has no socket at all but a call for each echo request.
//
// [Open] picks a back end by what is asked for and what the system permits, and
// says in [Info] what it chose.
package socket
