package enrich

import (
	"errors"
	"net/netip"
)

// tries says which server to ask next, and remembers what came of it.
type tries struct {
	servers []netip.AddrPort
	asked   []bool
	refused []error // what each server said instead of an answer; nil: nothing yet
	turn    int     // whose turn it is
}

// newTries starts with the first server.
func newTries(servers []netip.AddrPort) *tries {
	return &tries{
		servers: servers,
		asked:   make([]bool, len(servers)),
		refused: make([]error, len(servers)),
	}
}

// next returns the server to ask now: each in turn that has not refused.
func (t *tries) next() (int, bool) {
	for range t.servers {
		i := t.turn
		t.turn = (t.turn + 1) % len(t.servers)
		if t.refused[i] == nil {
			t.asked[i] = true
			return i, true
		}
	}
	return 0, false
}

// refuse notes that a server gave no answer. It reports whether to ask the next
// one at once: where one that was asked before may still answer, there is time.
func (t *tries) refuse(i int, err error) (askNext bool) {
	t.refused[i] = err
	for j := range t.servers {
		if t.asked[j] && t.refused[j] == nil {
			return false
		}
	}
	return true
}

// spent returns what the servers said once every one has refused, else nil.
func (t *tries) spent() error {
	for _, err := range t.refused {
		if err == nil {
			return nil
		}
	}
	return errors.Join(t.refused...)
}

// tried returns the servers that were asked, in their order.
func (t *tries) tried() []netip.AddrPort {
	var tried []netip.AddrPort
	for i, asked := range t.asked {
		if asked {
			tried = append(tried, t.servers[i])
		}
	}
	return tried
}
