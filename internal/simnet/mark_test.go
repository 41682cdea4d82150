package simnet

import (
	"testing"

	"ftr/socket"
)

func TestMarksMeanICMPErrors(t *testing.T) {
	for _, tt := range []struct {
		mark Mark
		is6  bool
		want icmpMessage
	}{
		{"!N", false, icmpMessage{socket.Unreachable, 3, 0, 0}},
		{"!H", false, icmpMessage{socket.Unreachable, 3, 1, 0}},
		{"!P", false, icmpMessage{socket.Unreachable, 3, 2, 0}},
		{"!3", false, icmpMessage{socket.PortUnreachable, 3, 3, 0}},
		{"!F-1400", false, icmpMessage{socket.PacketTooBig, 3, 4, 1400}},
		{"!F", false, icmpMessage{socket.PacketTooBig, 3, 4, 0}},
		{"!S", false, icmpMessage{socket.Unreachable, 3, 5, 0}},
		{"!9", false, icmpMessage{socket.Unreachable, 3, 9, 0}},
		{"!X", false, icmpMessage{socket.Unreachable, 3, 13, 0}},
		{"!V", false, icmpMessage{socket.Unreachable, 3, 14, 0}},
		{"!C", false, icmpMessage{socket.Unreachable, 3, 15, 0}},
		{"!N", true, icmpMessage{socket.Unreachable, 1, 0, 0}},
		{"!X", true, icmpMessage{socket.Unreachable, 1, 1, 0}},
		{"!S", true, icmpMessage{socket.Unreachable, 1, 2, 0}},
		{"!H", true, icmpMessage{socket.Unreachable, 1, 3, 0}},
		{"!4", true, icmpMessage{socket.PortUnreachable, 1, 4, 0}},
		{"!5", true, icmpMessage{socket.Unreachable, 1, 5, 0}},
		{"!P", true, icmpMessage{socket.Unreachable, 4, 1, 0}},
		{"!F-1280", true, icmpMessage{socket.PacketTooBig, 2, 0, 1280}},
	} {
		got, err := tt.mark.icmpMessage(tt.is6)
		if err != nil || got != tt.want {
			t.Errorf("%s (IPv6 %v) = %v, %v, want %v", tt.mark, tt.is6, got, err, tt.want)
		}
	}
}
