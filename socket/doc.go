// Package socket sends traceroute probes and receives what they provoke.
//
// It is the only package that knows the operating system. Its one seam, [Conn],
// speaks in probes and replies rather than packets, because the systems differ
// in what a program gets to see: a raw socket delivers whole packets, a Linux
// ping socket answers through an error queue and rewrites the echo identifier,
// Windows has no socket at all but a call for each echo request.
//
// On Linux all protocols work without root, through the error queue. macOS has
// unprivileged ICMP, by which it hears of TCP and of UDP over IPv6, too. FreeBSD,
// OpenBSD, NetBSD and DragonFly BSD want root for each probe. There, as on macOS, TCP
// connects, so that each probe is a flow of its own and none waits longer than 0.9 s
// for its connection. What these systems do differently is known from their sources
// and stands in the code as values, by which the tests on Linux run the same code.
//
// [Open] picks a back end by what is asked for and what the system permits, and
// says in [Info] what it chose.
package socket
