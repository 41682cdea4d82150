package socket

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
	"testing"
)

func TestRefusalsNameTheRemedy(t *testing.T) {
	denied := os.NewSyscallError("socket", syscall.EPERM)
	for _, c := range []struct {
		os   quirks
		w    way
		err  error
		want string
	}{
		{linux, way{ICMP, Raw}, denied, "opening a raw ICMP socket: socket: operation not permitted (needs root or CAP_NET_RAW)"},
		{darwin, way{UDP, Raw}, denied, "opening a raw ICMP socket for UDP probes: socket: operation not permitted (needs root: run it with sudo)"},
		{openbsd, way{ICMP, Raw}, os.NewSyscallError("socket", syscall.EACCES), "opening a raw ICMP socket: socket: permission denied (needs root: run it with sudo)"},
		{linux, way{ICMP, Datagram}, denied, "opening a ping socket: socket: operation not permitted (the group is not in sysctl net.ipv4.ping_group_range)"},
		{darwin, way{ICMP, Datagram}, denied, "opening a ping socket: socket: operation not permitted"},
		{freebsd, way{ICMP, Raw}, syscall.EPROTONOSUPPORT, "opening a raw ICMP socket: protocol not supported (unsupported operation)"},
	} {
		err := c.os.refusal(c.w, c.err)
		if err.Error() != c.want || !errors.Is(err, fs.ErrPermission) && !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("%s:\ngot  %v\nwant %s", c.os.name, err, c.want)
		}
	}
	if err := darwin.refusal(way{ICMP, Raw}, nil); err != nil {
		t.Errorf("no refusal: %v", err)
	}
}
