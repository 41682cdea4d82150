package socket

import (
	"errors"
	"io/fs"
	"net/netip"
	"slices"
	"strings"
	"testing"
)

func TestLadder(t *testing.T) {
	raw, ping, datagram := way{ICMP, Raw}, way{ICMP, Datagram}, way{UDP, Datagram}
	for _, c := range []struct {
		protocol Protocol
		mode     Mode
		want     []way
	}{
		{AnyProtocol, AnyMode, []way{raw, ping, datagram}},
		{AnyProtocol, Raw, []way{raw}},
		{AnyProtocol, Datagram, []way{ping, datagram}},
		{ICMP, AnyMode, []way{raw, ping}},
		{ICMP, Raw, []way{raw}},
		{ICMP, Datagram, []way{ping}},
		{UDP, AnyMode, []way{datagram}},
		{UDP, Datagram, []way{datagram}},
		{UDP, Raw, nil},
		{TCP, AnyMode, nil},
		{TCP, Datagram, nil},
	} {
		got, err := ladder(Config{Protocol: c.protocol, Mode: c.mode})
		if !slices.Equal(got, c.want) || errors.Is(err, errors.ErrUnsupported) != (c.want == nil) {
			t.Errorf("%s, %s: %v, %v, want %v", c.protocol, c.mode, got, err, c.want)
		}
	}
}

func TestOpenRefusesASourceOfAnotherFamily(t *testing.T) {
	_, _, err := Open(Config{Source: netip.IPv6Loopback()})
	if want := "source ::1 is not an IPv4 address"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestOpenSaysThatTCPIsMissing(t *testing.T) {
	_, _, err := Open(Config{Protocol: TCP})
	if !errors.Is(err, errors.ErrUnsupported) || !strings.HasPrefix(err.Error(), "TCP is not in this version") {
		t.Errorf("got %v", err)
	}
}

func TestInOneLineKeepsEachError(t *testing.T) {
	err := inOneLine([]error{fs.ErrPermission, errors.ErrUnsupported, fs.ErrExist})
	for _, want := range []error{fs.ErrPermission, errors.ErrUnsupported, fs.ErrExist} {
		if !errors.Is(err, want) {
			t.Errorf("%v is not in %v", want, err)
		}
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("%q has several lines", err)
	}
}
