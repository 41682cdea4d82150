package main

import (
	"net/netip"
	"slices"
	"testing"
	"time"
)

func TestParsers(t *testing.T) {
	want := []row{
		{1, netip.MustParseAddr("192.168.1.1"), 1250 * time.Microsecond},
		{3, netip.MustParseAddr("81.2.64.1"), 8500 * time.Microsecond},
	}
	tests := []struct {
		tool  string
		parse parser
		out   string
	}{
		{"ftr", parseFtr, `{"hops":[{"ttl":1,"address":"192.168.1.1","rtt_ms":1.25},{"ttl":2,"address":null,"rtt_ms":null},{"ttl":3,"address":"81.2.64.1","rtt_ms":8.5}]}`},
		{"traceroute", parseTraceroute, "traceroute to 81.2.64.1 (81.2.64.1), 30 hops max, 60 byte packets\n 1  192.168.1.1  1.250 ms\n 2  *\n 3  81.2.64.1  8.500 ms !X\n"},
		{"mtr", parseMTR, `{"report":{"hubs":[{"count":1,"host":"192.168.1.1","Best":1.25},{"count":2,"host":"???","Best":0},{"count":3,"host":"81.2.64.1","Best":8.5}]}}`},
		{"scamper", parseScamper, `{"type":"cycle-start"}
{"type":"trace","hops":[{"addr":"192.168.1.1","probe_ttl":1,"rtt":1.25},{"addr":"81.2.64.1","probe_ttl":3,"rtt":8.5}]}
{"type":"cycle-stop"}`},
		{"trippy", parseTrippy, `{"hops":[{"ttl":1,"hosts":[{"ip":"192.168.1.1"}],"best":"1.25"},{"ttl":2,"hosts":[],"best":"0.00"},{"ttl":3,"hosts":[{"ip":"81.2.64.1"}],"best":"8.50"}]}`},
	}
	for _, tt := range tests {
		got, err := tt.parse([]byte(tt.out))
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: got %v, %v, want %v", tt.tool, got, err, want)
		}
	}
}
