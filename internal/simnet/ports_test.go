package simnet

import (
	"testing"
	"testing/synctest"

	"ftr/socket"
)

// manneredPorts are options of a destination whose ports differ.
const manneredPorts = "icmp=silent tcp=silent,443:open,80:closed udp=silent,53:open,33434:closed,123:open"

func TestPortsHaveMannersOfTheirOwn(t *testing.T) {
	n := start(t, path, "", manneredPorts)
	for _, tt := range []struct {
		name  string
		proto socket.Protocol
		port  uint16
		query bool
		want  string
	}{
		{"open TCP port", socket.TCP, 443, false, "142.251.46.174 0/0 5ms ttl=60"},
		{"closed TCP port", socket.TCP, 80, false, "142.251.46.174 0/0 5ms ttl=60"},
		{"other TCP port", socket.TCP, 22, false, ""},
		{"closed UDP port", socket.UDP, 33434, false, "142.251.46.174 3/3 5ms ttl=60 quote=1"},
		{"other UDP port", socket.UDP, 33435, false, ""},
		{"open UDP port", socket.UDP, 123, false, "142.251.46.174 0/0 5ms ttl=60"},
		{"query to a name server", socket.UDP, 53, true, "142.251.46.174 0/0 5ms ttl=60"},
		{"other datagram to a name server", socket.UDP, 53, false, ""},
		{"echo", socket.ICMP, 0, false, ""},
	} {
		p := n.packet(tt.proto, 5)
		p.DstPort, p.Query = tt.port, tt.query
		if got := describe(n.Receive(epoch, p)); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestConnSendsToItsPort(t *testing.T) {
	for _, tt := range []struct {
		name string
		c    socket.Config
		flow int
		want socket.Kind
	}{
		{"TCP", socket.Config{Protocol: socket.TCP}, 0, socket.SynAck},
		{"TCP to a closed port", socket.Config{Protocol: socket.TCP, Port: 80}, 0, socket.Reset},
		{"another TCP flow", socket.Config{Protocol: socket.TCP, Port: 80}, 7, socket.Reset},
		{"UDP", socket.Config{Protocol: socket.UDP}, 0, socket.PortUnreachable},
		{"UDP to a name server", socket.Config{Protocol: socket.UDP, Port: 53}, 0, socket.Data},
		{"UDP flow that meets a name server", socket.Config{Protocol: socket.UDP, Port: 50}, 3, socket.Data},
		{"UDP without privilege to a name server", socket.Config{Protocol: socket.UDP, Mode: socket.Datagram, Port: 53}, 0, socket.Data},
	} {
		synctest.Test(t, func(t *testing.T) {
			n := start(t, path, "", manneredPorts)
			c, _, err := n.Open(tt.c)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			// Of two, so that it matters whether the answer tells them apart.
			ps := n.probes(6, 5)
			ps[0].Flow, ps[1].Flow = tt.flow, tt.flow
			mustSend(t, c, ps)
			for range ps {
				if r := mustRecv(t, c); r.Kind != tt.want {
					t.Errorf("%s: got %+v, want kind %v", tt.name, r, tt.want)
				}
			}
		})
	}
}

func TestTruthDependsOnThePort(t *testing.T) {
	w := start(t, path, "", manneredPorts).World()
	for _, tt := range []struct {
		proto socket.Protocol
		port  []uint16
		want  int // TTLs that someone answers
	}{
		{socket.TCP, nil, 5},
		{socket.TCP, []uint16{80}, 5},
		{socket.TCP, []uint16{22}, 4},
		{socket.UDP, nil, 5},
		{socket.UDP, []uint16{33435}, 4},
		{socket.ICMP, nil, 4},
	} {
		if got := len(w.Truth(tt.proto, tt.port...).Must); got != tt.want {
			t.Errorf("%s to %v: %d TTLs answer, want %d", tt.proto, tt.port, got, tt.want)
		}
	}
}
