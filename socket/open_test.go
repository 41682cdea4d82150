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
	raw, ping := way{ICMP, Raw}, way{ICMP, Datagram}
	rawUDP, plainUDP := way{UDP, Raw}, way{UDP, Datagram}
	rawTCP, connect := way{TCP, Raw}, way{TCP, Datagram}
	for _, c := range []struct {
		protocol Protocol
		mode     Mode
		want     []way
	}{
		{AnyProtocol, AnyMode, []way{raw, ping, plainUDP}},
		{AnyProtocol, Raw, []way{raw}},
		{AnyProtocol, Datagram, []way{ping, plainUDP}},
		{ICMP, AnyMode, []way{raw, ping}},
		{ICMP, Raw, []way{raw}},
		{ICMP, Datagram, []way{ping}},
		{UDP, AnyMode, []way{rawUDP, plainUDP}},
		{UDP, Raw, []way{rawUDP}},
		{UDP, Datagram, []way{plainUDP}},
		{TCP, AnyMode, []way{rawTCP, connect}},
		{TCP, Raw, []way{rawTCP}},
		{TCP, Datagram, []way{connect}},
	} {
		if got := ladder(Config{Protocol: c.protocol, Mode: c.mode}); !slices.Equal(got, c.want) {
			t.Errorf("%s, %s: %v, want %v", c.protocol, c.mode, got, c.want)
		}
	}
}

func TestDefaultPorts(t *testing.T) {
	for _, c := range []struct {
		config   Config
		protocol Protocol
		want     uint16
	}{
		{Config{}, UDP, 33434},
		{Config{}, TCP, 443},
		{Config{Port: 53}, UDP, 53},
		{Config{Port: 80}, TCP, 80},
	} {
		if got := c.config.port(c.protocol); got != c.want {
			t.Errorf("%+v, %s: port %d, want %d", c.config, c.protocol, got, c.want)
		}
	}
}

func TestOpenRefusesASourceOfAnotherFamily(t *testing.T) {
	_, _, err := Open(Config{Source: netip.IPv6Loopback()})
	if want := "source ::1 is not an IPv4 address"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
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
