package socket

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
)

// A winError is an error number of Windows: of Win32, of its sockets, or an
// IP_STATUS. It wraps what the same is called elsewhere, by which callers know
// it on every system.
type winError uint32

// winErrors holds the numbers that sending a probe may lead to (winerror.h,
// winsock2.h, ipexport.h). Those that nothing stands for elsewhere have a text.
var winErrors = map[winError]error{
	5:                       fs.ErrPermission,
	8:                       syscall.ENOMEM, // of the call; Wine: too many requests at once
	errorInvalidParameter:   syscall.EINVAL,
	errorCallNotImplemented: errors.ErrUnsupported,
	errorInvalidNetname:     syscall.EADDRNOTAVAIL,
	1231:                    syscall.ENETUNREACH,
	1232:                    syscall.EHOSTUNREACH,

	10013: syscall.EACCES,
	10040: syscall.EMSGSIZE,
	10047: syscall.EAFNOSUPPORT,
	10049: syscall.EADDRNOTAVAIL,
	10050: syscall.ENETDOWN,
	10051: syscall.ENETUNREACH,
	10055: syscall.ENOBUFS,
	10065: syscall.EHOSTUNREACH,

	0:                     errors.New("the system gave no reply, and no reason"),
	11001:                 errors.New("buffer too small"),
	ipDestNetUnreachable:  syscall.ENETUNREACH,
	ipDestHostUnreachable: syscall.EHOSTUNREACH,
	11006:                 syscall.ENOBUFS,
	11007:                 errors.New("bad option"),
	11008:                 errors.New("hardware error"),
	ipPacketTooBig:        syscall.EMSGSIZE,
	11011:                 errors.New("bad request"),
	ipBadRoute:            syscall.ENETUNREACH,
	11017:                 errors.New("option too big"),
	ipBadDestination:      syscall.EADDRNOTAVAIL,
	ipDestUnreachable:     syscall.EHOSTUNREACH,
	ipDestScopeMismatch:   syscall.EADDRNOTAVAIL,
	ipGeneralFailure:      errors.New("general failure"),
}

func (e winError) Error() string {
	if known := winErrors[e]; known != nil {
		return fmt.Sprintf("%v (winerror %d)", known, uint32(e))
	}
	return fmt.Sprintf("unexpected error winerror %d", uint32(e))
}

// Unwrap returns what the error is called on other systems, nil where nothing
// like it is known.
func (e winError) Unwrap() error { return winErrors[e] }
