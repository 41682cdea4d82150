package socket

import (
	"sync"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	kernel32                  = windows.NewLazySystemDLL("kernel32.dll")
	queryPerformanceCounter   = kernel32.NewProc("QueryPerformanceCounter")
	queryPerformanceFrequency = kernel32.NewProc("QueryPerformanceFrequency")
)

// ticks reads the system's finest clock, which never steps. Go's own moves by up
// to 15.6 ms at a time.
func ticks() (n int64) {
	_, _, _ = syscall.SyscallN(queryPerformanceCounter.Addr(), uintptr(unsafe.Pointer(&n))) // never fails since Windows XP
	return n
}

// ticksPerSecond is fixed when the system starts.
var ticksPerSecond = sync.OnceValue(func() (n int64) {
	_, _, _ = syscall.SyscallN(queryPerformanceFrequency.Addr(), uintptr(unsafe.Pointer(&n)))
	return max(n, 1)
})

// ticksToDuration converts a number of ticks. Seconds go by themselves, so that
// the product does not overflow after a few minutes.
func ticksToDuration(n int64) time.Duration {
	f := ticksPerSecond()
	return time.Duration(n/f)*time.Second + time.Duration(n%f)*time.Second/time.Duration(f)
}
