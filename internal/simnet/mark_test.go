package simnet

import (
	"testing"

	"ftr/socket"
)

func TestMarksMeanICMPErrors(t *testing.T) {
	for _, tt := range []struct {
		mark Mark
		is6  bool
		want icmpError
	}{
		{"!N", false, icmpError{socket.Unreachable, 3, 0, 0}},
		{"!H", false, icmpError{socket.Unreachable, 3, 1, 0}},
		{"!P", false, icmpError{socket.Unreachable, 3, 2, 0}},
		{"!3", false, icmpError{socket.PortUnreachable, 3, 3, 0}},
		{"!F-1400", false, icmpError{socket.PacketTooBig, 3, 4, 1400}},
		{"!F", false, icmpError{socket.PacketTooBig, 3, 4, 0}},
		{"!S", false, icmpError{socket.Unreachable, 3, 5, 0}},
		{"!9", false, icmpError{socket.Unreachable, 3, 9, 0}},
		{"!X", false, icmpError{socket.Unreachable, 3, 13, 0}},
		{"!V", false, icmpError{socket.Unreachable, 3, 14, 0}},
		{"!C", false, icmpError{socket.Unreachable, 3, 15, 0}},
		{"!N", true, icmpError{socket.Unreachable, 1, 0, 0}},
		{"!X", true, icmpError{socket.Unreachable, 1, 1, 0}},
		{"!S", true, icmpError{socket.Unreachable, 1, 2, 0}},
		{"!H", true, icmpError{socket.Unreachable, 1, 3, 0}},
		{"!4", true, icmpError{socket.PortUnreachable, 1, 4, 0}},
		{"!5", true, icmpError{socket.Unreachable, 1, 5, 0}},
		{"!P", true, icmpError{socket.Unreachable, 4, 1, 0}},
		{"!F-1280", true, icmpError{socket.PacketTooBig, 2, 0, 1280}},
	} {
		got, err := tt.mark.icmpError(tt.is6)
		if err != nil || got != tt.want {
			t.Errorf("%s (IPv6 %v) = %v, %v, want %v", tt.mark, tt.is6, got, err, tt.want)
		}
	}
}
