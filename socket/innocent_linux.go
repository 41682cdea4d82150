package socket

import (
	"slices"

	"golang.org/x/sys/unix"
)

// maybeInnocent reports whether err is one that ICMP errors leave on a socket
// (icmp_err_convert and icmpv6_err_convert in the kernel) or an interruption.
func maybeInnocent(err error) bool {
	return slices.Contains([]error{
		unix.EINTR, unix.ENETUNREACH, unix.EHOSTUNREACH, unix.ENOPROTOOPT, unix.ECONNREFUSED,
		unix.EMSGSIZE, unix.EOPNOTSUPP, unix.EHOSTDOWN, unix.ENONET, unix.EPROTO, unix.EACCES, unix.EREMOTEIO,
	}, err)
}
