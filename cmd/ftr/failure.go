package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"strings"
	"syscall"
	"time"

	"ftr/enrich"
	"ftr/socket"
)

// Exit codes.
const (
	exitOK         = 0
	exitFailed     = 1   // the trace could not run
	exitUsage      = 2   // wrong usage
	exitNotReached = 3   // with --fail: the destination did not answer
	exitInterrupt  = 130 // SIGINT, as shells count it
	exitTerminated = 143 // SIGTERM
)

// codeInterrupted is the code of a failure that the user wanted.
const codeInterrupted = "interrupted"

// A failure is why a trace could not run, in one line: the cause and the next
// step.
type failure struct {
	Code    string // a word for scripts, in snake_case
	Message string
	Hint    string // may be empty
	Exit    int
}

func (f *failure) String() string {
	if f.Hint == "" {
		return f.Message
	}
	return f.Message + "; " + f.Hint
}

// A stage is what the program was about when it failed.
type stage int

const (
	resolving stage = iota + 1 // looking up the target
	routing                    // finding the source address
	opening                    // opening a socket
	sending                    // sending probes
)

// circumstances are what a message about a failure may have to name.
type circumstances struct {
	Stage      stage
	Config     config
	Target     netip.Addr // zero: not known yet
	Executable string     // path of this program
}

// classify turns an error into a failure. The error is not nil.
func classify(err error, at circumstances) *failure {
	var wrong *usageError
	var bad *badAddressError
	switch {
	case errors.As(err, &wrong):
		return &failure{Code: "usage", Message: wrong.Message, Hint: wrong.Hint, Exit: exitUsage}
	case errors.Is(err, errTerminated):
		return &failure{Code: codeInterrupted, Message: "terminated", Exit: exitTerminated}
	case errors.Is(err, errInterrupted), errors.Is(err, context.Canceled):
		return &failure{Code: codeInterrupted, Message: "interrupted", Exit: exitInterrupt}
	case errors.As(err, &bad):
		return &failure{Code: "bad_address", Message: bad.Error(), Exit: exitFailed}
	case at.Stage == resolving:
		return classifyLookup(err, at)
	}
	return classifySystem(err, at)
}

// classifyLookup says why a target has no address.
func classifyLookup(err error, at circumstances) *failure {
	var absent *enrich.NotFoundError
	var silent *enrich.NoAnswerError
	var refused *enrich.RefusedError
	host := printable(at.Config.Host)
	f := &failure{Code: "no_name_server", Hint: "give an address, or --dns-server IP", Exit: exitFailed}
	switch {
	case errors.As(err, &absent):
		return absentHost(absent, at)
	case errors.As(err, &silent):
		f.Message = fmt.Sprintf("%s: no name server answered in %s (tried %s)", host, seconds(silent.After), serverList(silent.Servers))
	case errors.As(err, &refused):
		f.Code, f.Message = "name_server_failed", fmt.Sprintf("%s: no name server gave an answer (%s)", host, oneLine(refused.Err))
	case errors.Is(err, enrich.ErrNoServers):
		f.Message = fmt.Sprintf("%s: no name server is configured", host)
	case errors.Is(err, enrich.ErrBadName):
		return &failure{Code: "usage", Message: host + " cannot be the name of a host", Hint: "check the spelling or give an address", Exit: exitUsage}
	default:
		f.Code, f.Message = "name_server_failed", fmt.Sprintf("%s: %s", host, oneLine(err))
	}
	return f
}

// absentHost says that a name server knows no such name, or no address for it.
func absentHost(e *enrich.NotFoundError, at circumstances) *failure {
	host := printable(at.Config.Host)
	f := &failure{Code: "not_found", Hint: "check the spelling or give an address", Exit: exitFailed}
	switch family := at.Config.family(); {
	case e.Exists && family != "":
		f.Message = fmt.Sprintf("%s: no %s address (%s has none)", host, family, serverText(e.Server))
		f.Hint = "leave out -4 and -6"
	case e.Exists:
		f.Message = fmt.Sprintf("%s: no address (%s has none)", host, serverText(e.Server))
	default:
		f.Message = fmt.Sprintf("%s: no such host (%s said NXDOMAIN)", host, serverText(e.Server))
	}
	return f
}

// classifySystem says what the system has against a trace.
func classifySystem(err error, at circumstances) *failure {
	f := &failure{Code: "failed", Message: oneLine(err), Exit: exitFailed}
	switch {
	case isAny(err, syscall.ENODEV, syscall.ENXIO) && at.Config.Interface != "":
		f.Code = "no_interface"
		f.Message = fmt.Sprintf("%s: no such interface", printable(at.Config.Interface))
		f.Hint = "see: ip link"
	case isAny(err, syscall.EADDRNOTAVAIL) && at.Config.Source.IsValid():
		f.Code = "no_source"
		f.Message = fmt.Sprintf("%v is not an address of this machine", at.Config.Source)
		f.Hint = "see: ip address"
	case isAny(err, noRoute...), at.Stage == routing && isAny(err, refusedRoute...):
		explainRoute(f, at)
	case at.Stage == opening:
		explainOpening(f, err, at)
	case at.Stage == sending:
		explainSending(f, err, at)
	}
	return f
}

// What Linux says where no route leads to an address, and, when a route is
// looked for, where the one that does forbids it: types unreachable, blackhole
// and prohibit of ip-route(8).
var (
	noRoute      = []syscall.Errno{syscall.ENETUNREACH, syscall.EHOSTUNREACH, syscall.EADDRNOTAVAIL}
	refusedRoute = []syscall.Errno{syscall.EINVAL, syscall.EACCES}
)

// explainRoute says that there is no way to the target.
func explainRoute(f *failure, at circumstances) {
	f.Code = "no_route"
	if source := at.Config.Source; source.IsValid() {
		f.Message = fmt.Sprintf("%v: no route from %v", at.Target, source)
		f.Hint = fmt.Sprintf("see: ip route get %v from %v", at.Target, source)
		return
	}
	f.Message = fmt.Sprintf("%v: no route from this machine", at.Target)
	f.Hint = fmt.Sprintf("see: ip route get %v%s", at.Target, otherFamily(at))
}

// otherFamily advises to try the other address family, if a name may have
// addresses of it.
func otherFamily(at circumstances) string {
	switch {
	case isAddress(at.Config.Host) || at.Config.family() != "":
		return ""
	case at.Target.Is4():
		return ", or try -6"
	}
	return ", or try -4"
}

// explainOpening says why no socket could be had.
func explainOpening(f *failure, err error, at circumstances) {
	setcap := grant(at.Executable)
	switch {
	case errors.Is(err, fs.ErrPermission) && at.Config.Mode == socket.Raw:
		f.Code = "no_permission"
		f.Message = "raw ICMP needs root or CAP_NET_RAW"
		f.Hint = "leave out --socket-mode raw, or: " + setcap
	case errors.Is(err, fs.ErrPermission) && at.Config.Protocol == socket.ICMP:
		f.Code = "no_permission"
		f.Message = "ICMP needs root, CAP_NET_RAW or a group in sysctl net.ipv4.ping_group_range"
		f.Hint = "use -U, which needs none, or: " + setcap
	case errors.Is(err, fs.ErrPermission):
		f.Code = "no_permission"
		f.Hint = "try: " + setcap
	case errors.Is(err, errors.ErrUnsupported):
		f.Code = "unsupported"
		f.Hint = "leave out --protocol and --socket-mode"
	}
}

// explainSending says why no probe left.
func explainSending(f *failure, err error, at circumstances) {
	f.Code = "send_failed"
	f.Message = fmt.Sprintf("sending to %v: %s", at.Target, reason(err))
	switch {
	case errors.Is(err, syscall.EACCES):
		f.Hint = "it may be a broadcast address; give the address of one host"
	case errors.Is(err, fs.ErrPermission):
		f.Code = "blocked"
		f.Hint = "a local firewall blocks it (nft list ruleset); " + otherMethod(at.Config)
	case isAny(err, syscall.ENOBUFS):
		f.Hint = "the network card is busy; wait between probes: -i 10ms"
	case isAny(err, syscall.ENETDOWN):
		f.Hint = "see: ip link"
	}
}

// otherMethod advises a method that a firewall may treat differently.
func otherMethod(c config) string {
	if c.protocol() == socket.UDP {
		return "try -I"
	}
	return "try -U"
}

// reason returns what the system says, without what the program was doing.
func reason(err error) string {
	var errno syscall.Errno
	if errors.As(err, &errno) {
		return errno.Error()
	}
	return oneLine(err)
}

func isAny(err error, targets ...syscall.Errno) bool {
	for _, target := range targets {
		if errors.Is(err, target) {
			return true
		}
	}
	return false
}

// oneLine writes an error, which may be several joined, on one line, and harmless
// to a terminal.
func oneLine(err error) string {
	return enrich.Clean(strings.ReplaceAll(err.Error(), "\n", "; "))
}

// serverText writes a name server, without the port if that is the usual one.
func serverText(s netip.AddrPort) string {
	switch {
	case !s.IsValid():
		return "the hosts file"
	case s.Port() == 53:
		return s.Addr().String()
	}
	return s.String()
}

func serverList(servers []netip.AddrPort) string {
	var words []string
	for _, s := range servers {
		words = append(words, serverText(s))
	}
	return strings.Join(words, ", ")
}

// seconds writes a time in seconds, to one decimal at most.
func seconds(d time.Duration) string {
	return strings.TrimSuffix(fmt.Sprintf("%.1f", d.Seconds()), ".0") + " s"
}
