// Package simnet simulates an internet: one path from a source to a target,
// with routers, a destination, a DNS and a STUN server, all described in one
// text (see [Parse]).
//
// A [Network] is such a world in motion. It answers probes in memory, as a
// [ftr/socket.Conn] under the caller's clock, which testing/synctest makes
// exact; package lab puts the same world behind a TUN device.
package simnet
