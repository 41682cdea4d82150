//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package socket

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// here returns q as it is on this machine's architecture.
func here(q quirks) quirks {
	q.socket = unix.SOL_SOCKET // differs on MIPS
	q.cmsg = layout{
		lenSize: int(unsafe.Sizeof(unix.Cmsghdr{}.Len)),
		align:   unix.CmsgSpace(1) - unix.CmsgLen(0),
	}
	return q
}
