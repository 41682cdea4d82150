package wire

import (
	"github.com/miekg/dns"
)

// dnsPort is where name servers listen (RFC 1035, section 4.2.1).
const dnsPort = 53

// query returns the DNS query that a UDP payload is, or nil where it is none.
func query(payload []byte) *dns.Msg {
	var m dns.Msg
	if err := m.Unpack(payload); err != nil || m.Response || len(m.Question) != 1 {
		return nil
	}
	return &m
}

// response returns what the name server at a destination sends back: as one that
// serves neither the root nor strangers, it refuses (RFC 1035, section 4.1.1).
func response(q *dns.Msg) ([]byte, error) {
	return new(dns.Msg).SetRcode(q, dns.RcodeRefused).Pack()
}
