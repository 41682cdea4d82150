// Package lab puts a simulated internet (package simnet) behind a TUN device in
// a network namespace of its own, where real programs send real packets to it.
//
// Beside the network there are a DNS server on 127.0.0.1 and ::1, port 53, and a
// STUN server on 127.0.0.2 and ::1, ports 3478 and 19302; /etc/resolv.conf,
// /etc/hosts and /etc/nsswitch.conf are those of the simulated machine. Nothing
// outside the namespace changes, and nothing leaves it: its only route ends in
// this process.
//
// Package lab works on Linux as root; everywhere else it is empty.
package lab
