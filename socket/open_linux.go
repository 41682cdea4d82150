package socket

// open opens a Conn by one way.
func open(w way, c Config) (locatingConn, error) {
	l := newConn(c, system, func() (waiter, error) { return newEpoll() })
	switch w {
	case way{ICMP, Raw}:
		l.dial = l.dialRaw
	case way{ICMP, Datagram}:
		l.perFlow = true
		l.dial = l.dialPing
	case way{UDP, Raw}:
		l.dial = l.dialUDP
		l.listen = l.listenUDP
	case way{UDP, Datagram}:
		l.dial = l.dialUDP
	case way{TCP, Raw}:
		l.dial = l.dialTCP
		l.listen = l.listenTCP
	case way{TCP, Datagram}:
		t := newTCPConn(c)
		return t, system.refusal(w, t.start())
	}
	return l, system.refusal(w, l.start())
}
