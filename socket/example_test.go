package socket_test

import (
	"fmt"
	"log"
	"net/netip"

	"ftr/socket"
)

// Who are the first three routers on the way?
func Example() {
	conn, info, err := socket.Open(socket.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	fmt.Println("by", info.Protocol, info.Mode)

	dst := netip.MustParseAddr("192.0.2.1")
	for ttl := 1; ttl <= 3; ttl++ {
		if _, err := conn.Send([]socket.Probe{{Dst: dst, TTL: ttl, Token: uint64(ttl)}}); err != nil {
			log.Fatal(err)
		}
	}
	for range 3 { // Close unblocks Recv where a router is silent
		r, err := conn.Recv()
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(r.Token, r.From, r.RTT)
	}
}
