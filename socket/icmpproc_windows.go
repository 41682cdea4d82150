package socket

import (
	"fmt"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

// icmpProcs are the addresses of the ICMP API's functions for one address family
// (icmpapi.h). Their parameters are the same in both.
type icmpProcs struct {
	create, send, parse, close uintptr
}

var (
	iphlpapi = windows.NewLazySystemDLL("iphlpapi.dll")

	procs4 = [...]*windows.LazyProc{
		iphlpapi.NewProc("IcmpCreateFile"), iphlpapi.NewProc("IcmpSendEcho2Ex"),
		iphlpapi.NewProc("IcmpParseReplies"), iphlpapi.NewProc("IcmpCloseHandle"),
	}
	procs6 = [...]*windows.LazyProc{
		iphlpapi.NewProc("Icmp6CreateFile"), iphlpapi.NewProc("Icmp6SendEcho2"),
		iphlpapi.NewProc("Icmp6ParseReplies"), iphlpapi.NewProc("IcmpCloseHandle"),
	}
)

// findICMP returns the functions of a family. Where the system lacks one the
// error wraps errors.ErrUnsupported.
func findICMP(v6 bool) (icmpProcs, error) {
	procs := procs4
	if v6 {
		procs = procs6
	}
	var at [len(procs)]uintptr
	for i, p := range procs {
		if err := p.Find(); err != nil {
			return icmpProcs{}, fmt.Errorf("%s: %w", p.Name, winError(errorCallNotImplemented))
		}
		at[i] = p.Addr()
	}
	return icmpProcs{create: at[0], send: at[1], parse: at[2], close: at[3]}, nil
}

// open returns a handle for requests. It is bad where it is INVALID_HANDLE_VALUE,
// and only then.
func (p icmpProcs) open() (windows.Handle, error) {
	r, _, code := syscall.SyscallN(p.create)
	if windows.Handle(r) == windows.InvalidHandle {
		return 0, winError(code)
	}
	return windows.Handle(r), nil
}

// start makes a request, whose end calls completed on this thread when it next
// waits alertably. An error means that it ended at once, without that.
func (p icmpProcs) start(h windows.Handle, c *call, routine uintptr, ms uint32) error {
	src, dst := c.addresses()
	c.sent = ticks()
	r, _, code := syscall.SyscallN(p.send, uintptr(h), 0, routine, c.id, src, dst,
		uintptr(unsafe.Pointer(&c.payload[0])), uintptr(len(c.payload)), uintptr(unsafe.Pointer(&c.options)),
		uintptr(unsafe.Pointer(&c.buffer[0])), uintptr(len(c.buffer)), uintptr(ms))
	if r == 0 && code != windows.ERROR_IO_PENDING {
		return winError(code)
	}
	return nil
}

// outcome says what became of a request that has ended.
func (p icmpProcs) outcome(c *call) outcome {
	count, _, code := syscall.SyscallN(p.parse, uintptr(unsafe.Pointer(&c.buffer[0])), uintptr(len(c.buffer)))
	return outcomeOf(c.probe.Dst.Is6(), uint32(count), uint32(code), c.buffer)
}

// release closes a handle. It blocks until all requests of the handle have ended.
func (p icmpProcs) release(h windows.Handle) {
	_, _, _ = syscall.SyscallN(p.close, uintptr(h)) // nothing could be done about an error
}
