package enrich

import (
	"context"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"github.com/miekg/dns"
)

// lookupOrigins returns the origins of an address, with the names of the ASes.
// A name that cannot be had is empty.
func (r *Resolver) lookupOrigins(ctx context.Context, addr netip.Addr) ([]Origin, error) {
	a := r.ask(ctx, originQuestion(addr), dns.TypeTXT)
	if a.err != nil {
		return nil, a.err
	}
	origins, err := readOrigins(texts(a.records), addr)
	if err != nil {
		return nil, err
	}
	origins = slices.Clip(origins[:min(len(origins), maxOrigins)])
	var wg sync.WaitGroup
	for i := range origins {
		wg.Go(func() { origins[i].Name = r.lookupASName(ctx, origins[i].ASN) })
	}
	wg.Wait()
	return origins, nil
}

// maxOrigins bounds the questions that one hostile record can make us ask.
const maxOrigins = 8

// lookupASName returns the name of an AS; empty: it is not to be had.
func (r *Resolver) lookupASName(ctx context.Context, asn uint32) string {
	a := r.ask(ctx, nameQuestion(asn), dns.TypeTXT)
	for _, text := range texts(a.records) {
		if name, ok := parseASName(text); ok {
			return name
		}
	}
	return ""
}

// texts returns what TXT records say, the strings of each joined.
func texts(records []dns.RR) []string {
	var all []string
	for _, rr := range records {
		if txt, ok := rr.(*dns.TXT); ok {
			all = append(all, unescape(strings.Join(txt.Txt, "")))
		}
	}
	return all
}
