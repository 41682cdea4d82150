package socket

import (
	"errors"
	"io/fs"
	"syscall"
	"testing"
)

func TestStatusOfWindows(t *testing.T) {
	const from4, from6 = "192.0.2.1", "2001:db8::1"
	for _, c := range []struct {
		status    uint32
		kind4     Kind
		typ, code uint8
		kind6     Kind
		typ6      uint8
		code6     uint8
	}{
		{0, EchoReply, 0, 0, EchoReply, 129, 0},
		{11002, Unreachable, 3, 0, Unreachable, 1, 0},
		{11003, Unreachable, 3, 1, Unreachable, 1, 3},
		{11004, Unreachable, 3, 2, Unreachable, 1, 1},
		{11005, PortUnreachable, 3, 3, PortUnreachable, 1, 4},
		{11009, PacketTooBig, 3, 4, PacketTooBig, 2, 0},
		{11012, Unreachable, 3, 5, Unreachable, 1, 3},
		{11013, TimeExceeded, 11, 0, TimeExceeded, 3, 0},
		{11014, 0, 11, 1, 0, 3, 1}, // says nothing of where the probe ended
		{11015, Unreachable, 12, 0, Unreachable, 4, 0},
		{11018, Unreachable, 3, 7, Unreachable, 1, 3},
		{11040, Unreachable, 3, 1, Unreachable, 1, 3},
		{11041, TimeExceeded, 11, 0, TimeExceeded, 3, 0},
	} {
		r := outcomeOf(false, 1, 0, reply4(from4, c.status, 0, "")).reply
		if r.Kind != c.kind4 || r.ICMPType != c.typ || r.ICMPCode != c.code || r.From.String() != from4 {
			t.Errorf("%d: got %+v, want kind %d, type %d, code %d", c.status, r, c.kind4, c.typ, c.code)
		}
		r = outcomeOf(true, 1, 0, reply6(from6, 0, c.status, 0)).reply
		if r.Kind != c.kind6 || r.ICMPType != c.typ6 || r.ICMPCode != c.code6 || r.From.String() != from6 {
			t.Errorf("%d in IPv6: got %+v, want kind %d, type %d, code %d", c.status, r, c.kind6, c.typ6, c.code6)
		}
	}
}

// What brought no reply is silence, or an error of this machine, never a hop.
func TestNoReplyOfWindows(t *testing.T) {
	for name, c := range map[string]struct {
		count, code uint32
		b           []byte
		want        error // nil: silence
	}{
		"timed out":                           {0, 11010, reply4("0.0.0.0", 11010, 0, ""), nil},
		"source quench":                       {0, 11016, reply4("192.0.2.1", 11016, 0, ""), nil},
		"timed out, by the buffer":            {1, 0, reply4("0.0.0.0", 11010, 0, ""), nil},
		"no route from here":                  {0, 11003, reply4("0.0.0.0", 11003, 0, ""), syscall.EHOSTUNREACH},
		"no network from here":                {0, 1231, reply4("0.0.0.0", 0, 0, ""), syscall.ENETUNREACH},
		"unreachable, says nobody":            {1, 0, reply4("0.0.0.0", 11002, 0, ""), syscall.ENETUNREACH},
		"too long for the first link":         {1, 0, reply4("0.0.0.0", 11009, 0, ""), syscall.EMSGSIZE},
		"bad name":                            {0, 1214, nil, syscall.EADDRNOTAVAIL},
		"bad parameter":                       {0, 87, nil, syscall.EINVAL},
		"not permitted":                       {0, 5, nil, fs.ErrPermission},
		"general failure":                     {0, 11050, nil, winError(11050)},
		"unknown":                             {0, 4711, nil, winError(4711)},
		"success by an empty buffer, no code": {0, 0, reply4("0.0.0.0", 0, 0, ""), winError(0)},
		"success, but of nobody":              {1, 0, reply4("0.0.0.0", 0, 0, ""), winError(0)},
		"a status that nobody knows":          {1, 0, reply4("192.0.2.1", 11999, 0, ""), winError(11999)},
		"a buffer too short":                  {1, 0, []byte{1, 2, 3}, winError(11050)},
	} {
		o := outcomeOf(false, c.count, c.code, c.b)
		if o.reply.Kind != 0 || !errors.Is(o.err, c.want) {
			t.Errorf("%s: got %+v, want %v", name, o, c.want)
		}
	}
}

func TestWinErrorText(t *testing.T) {
	for e, want := range map[winError]string{
		4711:  "unexpected error winerror 4711",
		11050: "general failure (winerror 11050)",
		87:    syscall.EINVAL.Error() + " (winerror 87)",
	} {
		if got := e.Error(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if err := error(winError(120)); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("%v does not wrap errors.ErrUnsupported", err)
	}
}
