package socket

import (
	"encoding/binary"
	"net/netip"
	"runtime"
	"sync"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// A standIn is an ICMP API whose functions are called as those of Windows are, with
// a small path in place of a network: routers, then the destination. Wine has no
// ICMPv6.
type standIn struct {
	t       *testing.T
	v6      bool
	routers []netip.Addr
	garbled bool // echo replies bring back something else

	// status answers a probe otherwise where it is not nil and says so.
	status func(dst netip.Addr, ttl int) (code uint32, ok bool)

	mu      sync.Mutex
	under   map[unsafe.Pointer]int // reply buffers of requests under way, with their length
	open    int                    // handles
	unready int                    // requests under way when a handle was closed
}

const standInHandle = 0x51

// procs returns the addresses of the functions. Callbacks are never freed, so there
// are few stand-ins.
func (s *standIn) procs() icmpProcs {
	s.under = make(map[unsafe.Pointer]int)
	return icmpProcs{
		create: windows.NewCallback(s.create),
		send:   withLastError(s.t, windows.NewCallback(s.send)),
		parse:  withLastError(s.t, windows.NewCallback(s.parse)),
		close:  windows.NewCallback(s.close),
	}
}

func (s *standIn) create() uintptr {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open++
	return standInHandle
}

func (s *standIn) close(h uintptr) uintptr {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open--
	s.unready += len(s.under)
	return 1
}

// send is Icmp6SendEcho2 and IcmpSendEcho2Ex. It returns the error.
func (s *standIn) send(h, event, routine, ctx uintptr, src, dst uintptr, data unsafe.Pointer, size uintptr, options, buffer unsafe.Pointer, room, timeout uintptr) uintptr {
	to := s.destination(dst)
	payload := unsafe.Slice((*byte)(data), size)
	ttl := int(*(*byte)(options))
	switch {
	case h != standInHandle || event != 0 || routine == 0:
		return uintptr(windows.ERROR_INVALID_HANDLE)
	case int(room) < replyBufferLen(s.v6, int(size))-echoReplyRoom+8+16:
		return uintptr(windows.ERROR_INSUFFICIENT_BUFFER)
	case timeout < 100:
		return uintptr(windows.ERROR_INVALID_PARAMETER)
	}
	s.mu.Lock()
	s.under[buffer] = int(room)
	s.mu.Unlock()
	b := unsafe.Slice((*byte)(buffer), room)
	reply, from, code := s.answer(to, ttl)
	thread := currentThread(s.t)
	go func() {
		if !reply {
			time.Sleep(time.Duration(timeout) * time.Millisecond)
		}
		s.write(b, from, code, payload)
		queueUserAPC(s.t, routine, thread, ctx)
	}()
	return uintptr(windows.ERROR_IO_PENDING)
}

// destination reads the destination parameter.
func (s *standIn) destination(p uintptr) netip.Addr {
	if !s.v6 {
		return netip.AddrFrom4([4]byte(binary.LittleEndian.AppendUint32(nil, uint32(p))))
	}
	sa := *(**windows.RawSockaddrInet6)(unsafe.Pointer(&p))
	if sa.Family != windows.AF_INET6 {
		s.t.Errorf("the destination has the family %d", sa.Family)
	}
	return zoned(netip.AddrFrom16(sa.Addr), sa.Scope_id)
}

// answer returns who answers a probe, and with which status; false: nobody.
func (s *standIn) answer(to netip.Addr, ttl int) (ok bool, from netip.Addr, code uint32) {
	if s.status != nil {
		if code, ok := s.status(to, ttl); ok {
			return code != ipReqTimedOut, s.routers[0], code
		}
	}
	if ttl <= len(s.routers) {
		return true, s.routers[ttl-1], ipTTLExpiredTransit
	}
	return true, to, ipSuccess
}

// write leaves a reply in the buffer. Before parse has been called nothing in it
// is where a reply has it.
func (s *standIn) write(b []byte, from netip.Addr, code uint32, payload []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := echoReplyLen4
	if s.v6 {
		n = echoReplyLen6
		a := from.As16()
		copy(b[6:], a[:])
		zone, _ := zoneIndex(from.Zone())
		binary.LittleEndian.PutUint32(b[22:], zone)
		binary.LittleEndian.PutUint32(b[28:], code)
	} else {
		a := from.As4()
		copy(b, a[:])
		binary.LittleEndian.PutUint32(b[4:], code)
	}
	if code == ipSuccess && !s.garbled {
		copy(b[n:], payload)
	}
}

// parse is IcmpParseReplies and Icmp6ParseReplies. It returns the error, or zero.
func (s *standIn) parse(buffer unsafe.Pointer, room uintptr) uintptr {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.under[buffer] != int(room) {
		s.t.Errorf("a buffer of %d bytes is parsed, want %d", room, s.under[buffer])
	}
	delete(s.under, buffer)
	if e, _ := parseEchoReply(s.v6, unsafe.Slice((*byte)(buffer), room)); e.status == ipReqTimedOut {
		return ipReqTimedOut
	}
	return 0
}

// withLastError returns the address of a function that calls the one at callback with
// its parameters, twelve at most, leaves the result as the thread's last error, and
// returns one where that is zero, otherwise zero. A callback cannot leave it
// itself: Go's runtime resets it whenever it calls the system on that thread.
func withLastError(t *testing.T, callback uintptr) uintptr {
	if runtime.GOARCH != "amd64" {
		t.Skip("the stand-in is machine code for amd64")
	}
	code := []byte{0x48, 0x83, 0xec, 0x68} // sub rsp, 0x68
	for i := range uint32(8) {             // the parameters that are not in registers
		code = append(code, 0x48, 0x8b, 0x84, 0x24) // mov rax, [rsp+...]
		code = binary.LittleEndian.AppendUint32(code, 0x90+8*i)
		code = append(code, 0x48, 0x89, 0x84, 0x24) // mov [rsp+...], rax
		code = binary.LittleEndian.AppendUint32(code, 0x20+8*i)
	}
	code = append(code, 0x48, 0xb8) // mov rax, callback
	code = binary.LittleEndian.AppendUint64(code, uint64(callback))
	code = append(
		code,
		0xff, 0xd0, // call rax
		0x65, 0x89, 0x04, 0x25, 0x68, 0, 0, 0, // mov gs:[0x68], eax, the last error
		0x31, 0xc9, // xor ecx, ecx
		0x85, 0xc0, // test eax, eax
		0x0f, 0x94, 0xc1, // sete cl
		0x89, 0xc8, // mov eax, ecx
		0x48, 0x83, 0xc4, 0x68, // add rsp, 0x68
		0xc3, // ret
	)
	at, err := windows.VirtualAlloc(0, uintptr(len(code)), windows.MEM_COMMIT|windows.MEM_RESERVE, windows.PAGE_EXECUTE_READWRITE)
	if err != nil {
		t.Fatal(err)
	}
	copy(unsafe.Slice(*(**byte)(unsafe.Pointer(&at)), len(code)), code)
	return at // never freed, as callbacks are not
}

var (
	openThread = kernel32.NewProc("OpenThread")
	queueAPC   = kernel32.NewProc("QueueUserAPC")
)

// currentThread returns a handle of the calling thread, by which procedure calls
// can be queued to it.
func currentThread(t *testing.T) uintptr {
	const threadSetContext = 0x10
	h, _, err := openThread.Call(threadSetContext, 0, uintptr(windows.GetCurrentThreadId()))
	if h == 0 {
		t.Errorf("OpenThread: %v", err)
	}
	return h
}

// queueUserAPC has a thread call a routine with one parameter, the first one that
// the end of a request has, and closes its handle.
func queueUserAPC(t *testing.T, routine, thread, parameter uintptr) {
	if ok, _, err := queueAPC.Call(routine, thread, parameter); ok == 0 {
		t.Errorf("QueueUserAPC: %v", err)
	}
	_ = windows.CloseHandle(windows.Handle(thread))
}
