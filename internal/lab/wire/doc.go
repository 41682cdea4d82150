// Package wire turns the IP packets of real programs into packets of the
// simulated internet, and that internet's answers into IP packets.
//
// It knows bytes only: no clock, no socket. Package lab carries the bytes.
package wire
