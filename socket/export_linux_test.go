package socket

// OpenPlain opens a Conn as the systems without code of their own do.
func OpenPlain(c Config) (Conn, error) { return openPlain(system, way{c.Protocol, c.Mode}, c) }
