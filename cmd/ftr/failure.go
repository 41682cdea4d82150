package main

import (
	"context"
	"errors"
	"fmt"
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
	LinkMTU    int        // what the first link carries; zero: unknown
	Executable string     // path of this program
	System     socket.System
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
		f.Hint = see(at.System.Interfaces)
	case isAny(err, syscall.ENODEV, syscall.ENXIO) && zoneOf(at) != "":
		f.Code = "no_interface"
		f.Message = fmt.Sprintf("%s: no interface is named %s", printable(at.Config.Host), printable(zoneOf(at)))
		f.Hint = see(at.System.Interfaces)
	case isAny(err, syscall.EADDRNOTAVAIL) && at.Config.Source.IsValid():
		f.Code = "no_source"
		f.Message = fmt.Sprintf("%v is not an address of this machine", at.Config.Source)
		f.Hint = see(at.System.Interfaces)
	case isAny(err, noRoute...), at.Stage == routing && isAny(err, refusedRoute...):
		explainRoute(f, at)
	case at.Stage == opening:
		explainOpening(f, err, at)
	case at.Stage == sending:
		explainSending(f, err, at)
	}
	return f
}

// reason returns what the system says, without what the program was doing.
func reason(err error) string {
	var errno syscall.Errno
	if errors.As(err, &errno) {
		return errno.Error()
	}
	return oneLine(err)
}

// isErrno reports whether an error is the system's.
func isErrno(err error) bool {
	var errno syscall.Errno
	return errors.As(err, &errno)
}

// zoneOf returns the zone of the addresses that a trace is about: the name of an
// interface.
func zoneOf(at circumstances) string {
	if addr, err := netip.ParseAddr(at.Config.Host); err == nil && addr.Zone() != "" {
		return addr.Zone()
	}
	return at.Config.Source.Zone()
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
