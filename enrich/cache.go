package enrich

import (
	"time"

	"github.com/miekg/dns"
)

const (
	cacheSize = 4096 // answers kept
	// maxTTL bounds how long an answer is believed, positive ones (RFC 8767
	// advises days, our processes are short) and negative ones (RFC 2308,
	// section 5, advises one to three hours).
	maxTTL         = 24 * time.Hour
	maxNegativeTTL = 3 * time.Hour
)

// A cache keeps answers for as long as they say that they hold. The zero value
// is empty. It is not safe for concurrent use.
type cache struct {
	entries map[dns.Question]entry
}

// An entry is an answer and the time until which it holds.
type entry struct {
	answer  answer
	expires time.Time
}

// find returns the answer to a question if it still holds.
func (c *cache) find(q dns.Question) (answer, bool) {
	e, ok := c.entries[q]
	if !ok || !time.Now().Before(e.expires) {
		return answer{}, false
	}
	return e.answer, true
}

// store keeps an answer. Where there is no room it forgets what has expired,
// and else a quarter of all, whichever: so a full cache is searched rarely.
func (c *cache) store(q dns.Question, a answer) {
	if a.ttl <= 0 {
		return
	}
	if c.entries == nil {
		c.entries = make(map[dns.Question]entry)
	}
	if _, ok := c.entries[q]; !ok && len(c.entries) >= cacheSize {
		c.makeRoom()
	}
	c.entries[q] = entry{answer: a, expires: time.Now().Add(a.ttl)}
}

// makeRoom forgets at least a quarter of the entries.
func (c *cache) makeRoom() {
	now := time.Now()
	for q, e := range c.entries {
		if !now.Before(e.expires) {
			delete(c.entries, q)
		}
	}
	for q := range c.entries {
		if len(c.entries) <= cacheSize*3/4 {
			return
		}
		delete(c.entries, q)
	}
}
