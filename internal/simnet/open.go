package simnet

import (
	"cmp"
	"net/netip"

	"ftr/socket"
)

// Open opens a Conn on the Network as [socket.Open] does on a system that permits
// everything, and says what it chose.
func (n *Network) Open(c socket.Config) (socket.Conn, socket.Info, error) {
	info := socket.Info{Protocol: c.Protocol, Mode: c.Mode}
	info.LocalAddr = func(netip.Addr) (netip.Addr, error) { return n.world.Source, nil }
	if info.Protocol == socket.AnyProtocol {
		info.Protocol = socket.ICMP
	}
	if info.Mode == socket.AnyMode {
		info.Mode = socket.Raw
	}
	info.FlowVaries = info.Protocol == socket.TCP && info.Mode == socket.Datagram
	c.Protocol, c.Mode = info.Protocol, info.Mode
	c.Port = cmp.Or(c.Port, defaultPort(c.Protocol))
	return n.conn(c), info, nil
}
