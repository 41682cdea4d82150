package socket

// A Conn sends probes toward any number of destinations of one address family
// and returns the replies to them. Send and Close may be called at any time,
// by any goroutine; Recv by one goroutine at a time.
type Conn interface {
	// Send stamps and sends each probe by itself, in order. It returns the
	// number of probes sent; where that is less than len(ps), err says why
	// ps[sent] could not be sent, and the caller may go on with those after it.
	// It wraps the system's error number (syscall.ENETUNREACH, EHOSTUNREACH,
	// EPERM, EACCES, ENOBUFS, EMSGSIZE, …), or [net.ErrClosed] after Close.
	Send(ps []Probe) (sent int, err error)

	// Recv blocks until a reply to one of the probes has come and returns it; a
	// probe that is answered twice has two. What answers no probe of this Conn
	// is dropped. After Close it returns [net.ErrClosed]. A probe is forgotten
	// 10 s after it was sent.
	Recv() (Reply, error)

	// Close frees the resources of the Conn and unblocks Recv.
	Close() error
}
