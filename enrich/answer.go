package enrich

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// maxChain is how many aliases an answer may lead through.
const maxChain = 16

// refusalTTL is how long a question that every server refused is not asked
// again. RFC 2308, section 7.1, allows up to five minutes.
const refusalTTL = 5 * time.Second

// An answer is what the name servers say to a question.
type answer struct {
	records []dns.RR // of the type asked for; at least one where err is nil
	err     error    // a *NotFoundError, *NoAnswerError, *RefusedError, or that of a context
	ttl     time.Duration
}

// errNoAnswer says that a message does not belong to the question asked.
var errNoAnswer = errors.New("the answer is to another question")

// judge reads a server's message in answer to a question. An error means that
// the server gave no answer and another one should be asked; that the name or
// the record does not exist is an answer.
func judge(m *dns.Msg, q dns.Question, server netip.AddrPort) (answer, error) {
	if !isReply(m, q) {
		return answer{}, errNoAnswer
	}
	switch m.Rcode {
	case dns.RcodeSuccess:
	case dns.RcodeNameError:
		return notFound(m, q, server, false), nil
	default:
		return answer{}, fmt.Errorf("%s said %s", serverName(server), rcodeName(m.Rcode))
	}
	records, ttl := follow(m.Answer, q)
	switch {
	case len(records) > 0:
		return answer{records: records, ttl: min(ttl, maxTTL)}, nil
	case isReferral(m):
		return answer{}, fmt.Errorf("%s does not look up names for others", serverName(server))
	}
	return notFound(m, q, server, true), nil
}

// isReply reports whether m is a response to the question q. A server that
// could not read the question may leave it out of its complaint.
func isReply(m *dns.Msg, q dns.Question) bool {
	if m == nil || !m.Response || m.Opcode != dns.OpcodeQuery {
		return false
	}
	if len(m.Question) == 0 {
		return m.Rcode != dns.RcodeSuccess && m.Rcode != dns.RcodeNameError
	}
	a := m.Question[0]
	return a.Qtype == q.Qtype && a.Qclass == q.Qclass && strings.EqualFold(a.Name, q.Name)
}

// isReferral reports whether a server points to other servers instead of
// answering: it knows the name servers of the zone, but no SOA that would say
// that there is nothing (RFC 2308, section 2.2).
func isReferral(m *dns.Msg) bool {
	if m.Authoritative || len(m.Answer) > 0 {
		return false
	}
	servers := false
	for _, rr := range m.Ns {
		switch rr.(type) {
		case *dns.SOA:
			return false
		case *dns.NS:
			servers = true
		}
	}
	return servers
}

// follow returns the records that answer the question, along the aliases from
// the name asked for, and how long all of it holds.
func follow(rrs []dns.RR, q dns.Question) (records []dns.RR, ttl time.Duration) {
	name, ttl := q.Name, maxTTL
	for range maxChain {
		alias := ""
		for _, rr := range rrs {
			h := rr.Header()
			if h.Class != q.Qclass || !strings.EqualFold(h.Name, name) {
				continue
			}
			cname, isAlias := rr.(*dns.CNAME)
			switch {
			case h.Rrtype == q.Qtype:
				records = append(records, rr)
			case isAlias:
				alias = cname.Target
			default:
				continue
			}
			ttl = min(ttl, time.Duration(h.Ttl)*time.Second)
		}
		if len(records) > 0 || alias == "" {
			break
		}
		name = alias
	}
	return records, ttl
}

// notFound returns the answer that there is nothing, for as long as the SOA
// record says (RFC 2308, section 5). Without one it is not kept.
func notFound(m *dns.Msg, q dns.Question, server netip.AddrPort, exists bool) answer {
	a := answer{err: &NotFoundError{Name: strings.TrimSuffix(q.Name, "."), Server: server, Exists: exists}}
	for _, rr := range m.Ns {
		if soa, ok := rr.(*dns.SOA); ok {
			a.ttl = min(time.Duration(min(soa.Hdr.Ttl, soa.Minttl))*time.Second, maxNegativeTTL)
		}
	}
	return a
}

// rcodeName returns the name of a response code.
func rcodeName(code int) string {
	if name, ok := dns.RcodeToString[code]; ok {
		return name
	}
	return fmt.Sprintf("code %d", code)
}

// serverName returns a name server as users write it: without the port where
// that is the usual one.
func serverName(s netip.AddrPort) string {
	if s.Port() == dnsPort {
		return s.Addr().String()
	}
	return s.String()
}
