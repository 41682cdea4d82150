package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"syscall"

	"ftr/socket"
)

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
		f.Hint = seeRoute(at.System, at.Target, source)
		return
	}
	f.Message = fmt.Sprintf("%v: no route from this machine", at.Target)
	f.Hint = seeRoute(at.System, at.Target, netip.Addr{}) + otherFamily(at)
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

// explainOpening says why no socket could be had, or not one that will do.
func explainOpening(f *failure, err error, at circumstances) {
	switch {
	case errors.Is(err, errBeyondConnect):
		explainConnect(f, at)
	case errors.Is(err, fs.ErrPermission):
		f.Code = "no_permission"
		explainPermission(f, at)
	case errors.Is(err, errors.ErrUnsupported):
		f.Code = "unsupported"
		explainLack(f, at)
	}
}

// explainConnect says what a probe that connects cannot be.
func explainConnect(f *failure, at circumstances) {
	if at.System.RawSYN {
		f.Code, f.Message, f.Hint = "no_permission", beyondConnect(at.Config), tryGrant(at.System, at.Executable)
		return
	}
	option, why := beyondSYN(at.Config)
	f.Code = "unsupported"
	f.Message = fmt.Sprintf("%s with TCP is not to be had on %s: the kernel %s", option, at.System.Name, why)
	f.Hint = "leave it out"
}

// explainLack says that this system has no such sockets.
func explainLack(f *failure, at circumstances) {
	c, s := at.Config, at.System
	if c.protocol() == socket.AnyProtocol && c.Mode == socket.AnyMode {
		return
	}
	f.Hint = "leave out --protocol and --socket-mode"
	p := cmp.Or(c.protocol(), socket.ICMP)
	if _, ok := s.Way(p, c.Mode); !ok && len(s.Ways) > 0 {
		had := s.Ways[0]
		if c.Mode == socket.AnyMode {
			had.Mode = socket.AnyMode
		}
		f.Message = fmt.Sprintf("%s is not to be had on %s, %s is", methodName(p, c.Mode), s.Name, methodName(had.Protocol, had.Mode))
	}
}

// methodName names a protocol and, unless any will do, the kind of socket.
func methodName(p socket.Protocol, m socket.Mode) string {
	if m == socket.AnyMode {
		return p.String()
	}
	return fmt.Sprintf("%s %s", m, p)
}

// explainPermission says what a socket would need, where anybody can give that.
func explainPermission(f *failure, at circumstances) {
	switch c := at.Config; {
	case at.System.Grant == "":
	case c.Mark != 0:
		f.Message = "marking packets needs root or CAP_NET_ADMIN"
		f.Hint = "leave out --mark, or: sudo setcap cap_net_admin,cap_net_raw+ep " + shellQuote(at.Executable)
	case c.Mode == socket.Raw:
		p := cmp.Or(c.protocol(), socket.ICMP)
		f.Message = fmt.Sprintf("raw %s needs %s", p, needs(at.System, p, socket.Raw))
		f.Hint = orGrant("leave out --socket-mode raw", at.System, at.Executable)
	case c.Protocol == socket.ICMP:
		f.Message = fmt.Sprintf("ICMP needs %s", needs(at.System, socket.ICMP, socket.AnyMode))
		f.Hint = orGrant("use -U, which needs nothing", at.System, at.Executable)
	default:
		f.Hint = tryGrant(at.System, at.Executable)
	}
}

// explainSending says why no probe left.
func explainSending(f *failure, err error, at circumstances) {
	f.Code = "send_failed"
	f.Message = fmt.Sprintf("sending to %v: %s", at.Target, reason(err))
	switch {
	case isAny(err, syscall.EMSGSIZE):
		explainSize(f, at)
	case at.Config.Size != 0 && !isErrno(err): // the probe itself is no probe
		f.Code, f.Hint = "bad_size", "give another --size"
	case errors.Is(err, syscall.EACCES):
		f.Hint = "it may be a broadcast address; give the address of one host"
	case errors.Is(err, fs.ErrPermission):
		f.Code = "blocked"
		f.Hint = fmt.Sprintf("a local firewall blocks it (%s); ", at.System.Firewall) + otherMethod(at.Config)
	case isAny(err, syscall.ENOBUFS):
		f.Hint = "the network card is busy; wait between probes: -i 10ms"
	case isAny(err, syscall.ENETDOWN):
		f.Hint = see(at.System.Interfaces)
	}
}

// explainSize says that a probe is longer than the first link carries, or than a
// packet can be.
func explainSize(f *failure, at circumstances) {
	f.Code = "bad_size"
	if at.LinkMTU == 0 {
		f.Hint = "give a smaller --size"
		return
	}
	f.Message = fmt.Sprintf("sending to %v: a probe of %d bytes is longer than the %d that the first link carries", at.Target, at.Config.Size, at.LinkMTU)
	f.Hint = fmt.Sprintf("give at most --size %d%s", at.LinkMTU, fragmenting(at.Config))
}

// fragmenting advises to let the probes be cut, where they may not be.
func fragmenting(c config) string {
	if !c.dontFragment() {
		return ""
	}
	return ", or leave out --df"
}

// otherMethod advises a method that a firewall may treat differently.
func otherMethod(c config) string {
	if c.protocol() == socket.UDP {
		return "try -I"
	}
	return "try -U"
}
