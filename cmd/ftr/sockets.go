package main

import (
	"net/netip"

	"ftr/enrich"
	"ftr/socket"
)

// An opened is a Conn of one address family, or why there is none.
type opened struct {
	config socket.Config
	conn   socket.Conn
	info   socket.Info
	err    error
}

// close closes the Conn, if there is one.
func (o opened) close() {
	if o.conn != nil {
		_ = o.conn.Close() // nothing was sent through it
	}
}

// sockets are the Conns that a target may need: one where its family is known,
// else one of each.
type sockets []opened

// open opens what host may need before anything is asked about it: sockets need
// the privileges that are given up next. What could not be opened is an error
// only where nothing could be.
func (s *session) open(host string) (sockets, error) {
	var all sockets
	for _, ipv6 := range families(host, s.config) {
		o := opened{config: s.socketConfig(ipv6)}
		o.conn, o.info, o.err = s.network.open(o.config)
		all = append(all, o)
	}
	for _, o := range all {
		if o.err == nil {
			return all, nil
		}
	}
	return all, all[0].err
}

// families returns the address families that a host may need, as whether they
// are IPv6.
func families(host string, c config) []bool {
	family := wantedFamily(c)
	if addr, err := netip.ParseAddr(host); err == nil {
		family = enrich.IPv4
		if addr.Is6() {
			family = enrich.IPv6
		}
	}
	switch family {
	case enrich.IPv4:
		return []bool{false}
	case enrich.IPv6:
		return []bool{true}
	}
	return []bool{false, true}
}

// choose returns the Conn for a target, and closes the others.
func (all sockets) choose(target netip.Addr) opened {
	var chosen opened
	for _, o := range all {
		if o.config.IPv6 == target.Is6() {
			chosen = o
			continue
		}
		o.close()
	}
	return chosen
}

// close closes all Conns.
func (all sockets) close() {
	for _, o := range all {
		o.close()
	}
}

// socketConfig says what kind of Conn to open.
func (s *session) socketConfig(ipv6 bool) socket.Config {
	c := s.config
	return socket.Config{
		IPv6:         ipv6,
		Protocol:     c.protocol(),
		Mode:         c.Mode,
		Port:         uint16(c.Port),
		Source:       c.Source,
		Interface:    c.Interface,
		TOS:          c.TOS,
		Mark:         c.Mark,
		DontFragment: c.dontFragment(),
		Timeout:      c.ProbeTimeout,
	}
}
