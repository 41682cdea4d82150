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
		goos     string
		protocol Protocol
		mode     Mode
		want     []way
	}{
		{"linux", AnyProtocol, AnyMode, []way{raw, ping, plainUDP}},
		{"linux", AnyProtocol, Raw, []way{raw}},
		{"linux", AnyProtocol, Datagram, []way{ping, plainUDP}},
		{"linux", ICMP, AnyMode, []way{raw, ping}},
		{"linux", ICMP, Raw, []way{raw}},
		{"linux", ICMP, Datagram, []way{ping}},
		{"linux", UDP, AnyMode, []way{rawUDP, plainUDP}},
		{"linux", UDP, Raw, []way{rawUDP}},
		{"linux", UDP, Datagram, []way{plainUDP}},
		{"linux", TCP, AnyMode, []way{rawTCP, connect}},
		{"linux", TCP, Raw, []way{rawTCP}},
		{"linux", TCP, Datagram, []way{connect}},
		{"windows", AnyProtocol, AnyMode, []way{ping}},
		{"windows", ICMP, Datagram, []way{ping}},
		{"windows", AnyProtocol, Raw, nil},
		{"windows", UDP, AnyMode, nil},
		{"windows", TCP, AnyMode, nil},
		{"darwin", AnyProtocol, AnyMode, []way{raw, ping, plainUDP}},
		{"darwin", TCP, AnyMode, []way{rawTCP, connect}},
		{"openbsd", AnyProtocol, AnyMode, []way{raw}},
		{"openbsd", UDP, AnyMode, []way{rawUDP}},
		{"openbsd", AnyProtocol, Datagram, nil},
		{"plan9", AnyProtocol, AnyMode, nil},
	} {
		if got := ladder(Config{Protocol: c.protocol, Mode: c.mode}, systemOf(c.goos)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %s, %s: %v, want %v", c.goos, c.protocol, c.mode, got, c.want)
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
