// Package chain builds a row of Linux hosts on veth pairs, each in a network
// namespace of its own, for tests that want to know what Linux itself does as a
// router. Nothing leaves it: the namespaces have no other links.
//
// It works on Linux as root; everywhere else it is empty.
package chain
