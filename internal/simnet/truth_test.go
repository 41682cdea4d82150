package simnet

import (
	"fmt"
	"testing"

	"ftr/socket"
)

func TestTruth(t *testing.T) {
	const head = "source 192.0.2.1\nhop 192.0.2.2 rtt=1ms\n"
	const dest = "dest 198.51.100.1 rtt=9ms"
	for _, tt := range []struct {
		name, world string
		proto       socket.Protocol
		shows       string // who may stand at the first TTLs
		must        string
	}{
		{"all answer", head + dest, socket.ICMP, "[192.0.2.2] [198.51.100.1] []", "[1 2]"},
		{"silent hop", head + "hop *\n" + dest, socket.ICMP, "[192.0.2.2] [] [198.51.100.1]", "[1 3]"},
		{"silent destination", head + dest + " icmp=silent", socket.ICMP, "[192.0.2.2] [] []", "[1]"},
		{"silent to ICMP only", head + dest + " icmp=silent", socket.UDP, "[192.0.2.2] [198.51.100.1] []", "[1 2]"},
		{"another address", head + dest + " from=198.51.100.2", socket.ICMP, "[192.0.2.2] [198.51.100.1 198.51.100.2] []", "[1 2]"},
		{"refusal", head + "hop 192.0.2.3 rtt=2ms unreachable=!X\n" + dest, socket.ICMP, "[192.0.2.2] [192.0.2.3] [192.0.2.3]", "[1 2]"},
		{"zero TTL", head + "hop 192.0.2.3 rtt=2ms zerottl\nhop 192.0.2.4 rtt=3ms\n" + dest, socket.ICMP, "[192.0.2.2] [192.0.2.4] [192.0.2.4]", "[1 2 3 4]"},
		{"loop", head + "hop 192.0.2.3 rtt=2ms\n" + dest + "\nloop 1 2", socket.ICMP, "[192.0.2.2] [192.0.2.3] [192.0.2.2]", "[1 2]"},
	} {
		w, err := Parse(tt.world)
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		got := w.Truth(tt.proto)
		shows := fmt.Sprintf("%v %v %v", got.Shows[1], got.Shows[2], got.Shows[3])
		if must := fmt.Sprint(got.Must); shows != tt.shows || must != tt.must {
			t.Errorf("%s: %s and %s, want %s and %s", tt.name, shows, must, tt.shows, tt.must)
		}
	}
}
