// Package enrich says whose an address is: its name (PTR), its origin AS
// (Team Cymru's DNS service), the public address and the ISP of this machine,
// and which segment of a path each hop belongs to.
//
// Nothing here delays a trace. A [Run] looks up each address from the moment it
// is added, under a deadline of its own, and at the end says what it knows.
package enrich
