package socket

import (
	"math/bits"
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

// ticksToDuration converts a number of ticks that is not negative.
func ticksToDuration(n int64) time.Duration {
	high, low := bits.Mul64(uint64(max(n, 0)), uint64(time.Second))
	q, _ := bits.Div64(high, low, uint64(ticksPerSecond()))
	return time.Duration(q)
}
