package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
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

// explainOpening says why no socket could be had, or not one that will do.
func explainOpening(f *failure, err error, at circumstances) {
	switch {
	case errors.Is(err, errBeyondConnect):
		f.Code, f.Message, f.Hint = "no_permission", beyondConnect(at.Config), "try: "+grant(at.Executable)
	case errors.Is(err, fs.ErrPermission):
		f.Code = "no_permission"
		explainPermission(f, at)
	case errors.Is(err, errors.ErrUnsupported):
		f.Code = "unsupported"
		if at.Config.Protocol != socket.AnyProtocol || at.Config.Mode != socket.AnyMode {
			f.Hint = "leave out --protocol and --socket-mode"
		}
	}
}

// explainPermission says what a socket would need.
func explainPermission(f *failure, at circumstances) {
	setcap := grant(at.Executable)
	switch c := at.Config; {
	case c.Mark != 0:
		f.Message = "marking packets needs root or CAP_NET_ADMIN"
		f.Hint = "leave out --mark, or: sudo setcap cap_net_admin,cap_net_raw+ep " + shellQuote(at.Executable)
	case c.Mode == socket.Raw:
		p := cmp.Or(c.protocol(), socket.ICMP)
		f.Message = fmt.Sprintf("raw %s needs %s", p, needs(p, socket.Raw))
		f.Hint = "leave out --socket-mode raw, or: " + setcap
	case c.Protocol == socket.ICMP:
		f.Message = fmt.Sprintf("ICMP needs %s", needs(socket.ICMP, socket.AnyMode))
		f.Hint = "use -U, which needs nothing, or: " + setcap
	default:
		f.Hint = "try: " + setcap
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
		f.Hint = "a local firewall blocks it (nft list ruleset); " + otherMethod(at.Config)
	case isAny(err, syscall.ENOBUFS):
		f.Hint = "the network card is busy; wait between probes: -i 10ms"
	case isAny(err, syscall.ENETDOWN):
		f.Hint = "see: ip link"
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
