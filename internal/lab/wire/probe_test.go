package wire

import (
	"errors"
	"slices"
	"testing"

	"ftr/internal/simnet"
	"ftr/socket"
)

func TestParseReadsEveryProtocolOfBothFamilies(t *testing.T) {
	ports := map[socket.Protocol]uint16{socket.UDP: 33434, socket.TCP: 443}
	for name, is6 := range families {
		for _, proto := range protocols {
			t.Run(name+" "+proto.String(), func(t *testing.T) {
				p, err := Parse(append(sent(proto, is6), "behind the packet"...))
				if err != nil {
					t.Fatal(err)
				}
				want := simnet.Packet{
					Src: src4, Dst: dst4, Proto: proto, TTL: 7, TOS: 0x20,
					Len: len(sent(proto, is6)), DstPort: ports[proto], SYN: proto == socket.TCP,
				}
				if is6 {
					want.Src, want.Dst = src6, dst6
				}
				got := p.Packet
				got.FlowHash = 0
				if got != want {
					t.Errorf("got  %+v\nwant %+v", got, want)
				}
				if !p.Intact {
					t.Error("a sound packet is said not to be intact")
				}
			})
		}
	}
}

func TestParseRefusesWhatIsNoProbe(t *testing.T) {
	change := func(at int, to byte) func([]byte) []byte {
		return func(b []byte) []byte { b[at] = to; seal4(b); return b }
	}
	tests := map[string]struct {
		proto  socket.Protocol
		change func([]byte) []byte
		want   error
	}{
		"nothing":               {socket.ICMP, func(b []byte) []byte { return nil }, errShort},
		"half an IP header":     {socket.ICMP, func(b []byte) []byte { return b[:10] }, errShort},
		"version 5":             {socket.ICMP, change(0, 0x55), errVersion},
		"header of 16 bytes":    {socket.ICMP, func(b []byte) []byte { b[0] = 0x44; return b }, errShort},
		"cut payload":           {socket.ICMP, func(b []byte) []byte { return b[:len(b)-1] }, errLength},
		"total below header":    {socket.ICMP, change(3, 19), errLength},
		"no transport":          {socket.ICMP, change(3, 20), errShort},
		"wrong IP checksum":     {socket.ICMP, func(b []byte) []byte { b[10]++; return b }, errChecksum},
		"first fragment":        {socket.ICMP, change(6, 0x20), errFragment},
		"later fragment":        {socket.ICMP, change(7, 1), errFragment},
		"echo reply":            {socket.ICMP, change(headLen4, 0), errNoProbe},
		"ICMPv6 in IPv4":        {socket.ICMP, change(9, protoICMP6), errNoProbe},
		"SCTP":                  {socket.ICMP, change(9, 132), errNoProbe},
		"SYN-ACK":               {socket.TCP, change(headLen4+13, flagSYN|flagACK), ErrSegment},
		"end of a connection":   {socket.TCP, change(headLen4+13, flagRST|flagACK), ErrSegment},
		"half a TCP header":     {socket.TCP, change(3, 32), errShort},
		"do not fragment is ok": {socket.ICMP, change(6, 0x40), nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := Parse(tt.change(sent(tt.proto, false))); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

func TestIntactTellsWhatAHostWouldDrop(t *testing.T) {
	for name, is6 := range families {
		for _, proto := range protocols {
			b := sent(proto, is6)
			b[len(b)-1]++
			if p := parsed(b); p.Intact {
				t.Errorf("%s %v with a wrong checksum is said to be intact", name, proto)
			}
		}
		b := sent(socket.UDP, is6)
		h, _ := parseHeader(b)
		b[h.len+6], b[h.len+7] = 0, 0
		if got, want := parsed(b).Intact, !is6; got != want {
			t.Errorf("%s UDP without a checksum: intact %v, want %v", name, got, want)
		}
	}
}

func TestFlowHashChangesWithTheFlowAlone(t *testing.T) {
	tests := map[string]struct {
		proto   socket.Protocol
		is6     bool
		at      int // byte behind the IP header; negative: of the IP header
		differs bool
	}{
		"ICMP code and checksum": {socket.ICMP, false, 3, true},
		"ICMP identifier":        {socket.ICMP, false, 5, true},
		"ICMP sequence":          {socket.ICMP, false, 7, false},
		"ICMP payload":           {socket.ICMP, false, 9, false},
		"UDP source port":        {socket.UDP, false, 1, true},
		"UDP destination port":   {socket.UDP, false, 3, true},
		"UDP checksum":           {socket.UDP, false, 7, false},
		"TCP sequence":           {socket.TCP, false, 7, false},
		"TTL":                    {socket.ICMP, false, 8 - headLen4, false},
		"IP identification":      {socket.ICMP, false, 5 - headLen4, false},
		"destination":            {socket.ICMP, false, -1, true},
		"flow label":             {socket.UDP, true, 3 - headLen6, true},
		"hop limit":              {socket.UDP, true, 7 - headLen6, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			a := sent(tt.proto, tt.is6)
			b := slices.Clone(a)
			h, _ := parseHeader(a)
			b[h.len+tt.at]++
			if !tt.is6 {
				seal4(b)
			}
			if got := parsed(a).FlowHash != parsed(b).FlowHash; got != tt.differs {
				t.Errorf("differs: got %v, want %v", got, tt.differs)
			}
		})
	}
}

func TestFlowHashesSpreadOverTwoRouters(t *testing.T) {
	var met [2]int
	for port := range byte(64) {
		b := sent(socket.UDP, false)
		b[headLen4+3] = port
		met[parsed(b).FlowHash%2]++
	}
	if met[0] < 16 || met[1] < 16 {
		t.Errorf("64 flows met two routers %v times", met)
	}
}
