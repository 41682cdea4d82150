package trace

import (
	"testing"

	"ftr/socket"
)

func TestIntercepted(t *testing.T) {
	closed := icmp(socket.PortUnreachable, 3, 3, target, ms)
	routers := func(last ...socket.Reply) Path {
		return rowsOf(Options{}, row(at(1)), row(at(2)), row(at(3)), last)
	}
	echoFrom := func(ttl int) socket.Reply { return icmp(socket.EchoReply, 0, 0, router(ttl), ms) }
	checkRows(t, []rowTest{
		{"is not named where the quote is as the destination's", routers(quoting(closed, 1, 0)), "1 2 3 D"},
		{"is where the quote comes from where a router is", routers(quoting(closed, 2, 0)), "1 2 3 D,intercepted"},
		{"is where it comes from the first router", routers(quoting(closed, 4, 0)), "1 2 3 D,intercepted"},
		{"is not where the quoted TTL is of no way", routers(quoting(closed, 5, 0)), "1 2 3 D"},
		{"is not where the quoted TTL is another's", routers(quoting(closed, 255, 0)), "1 2 3 D"},
		{"is not where the quoted TTL has run out", routers(quoting(closed, 0, 0)), "1 2 3 D"},
		{"is not where the quote is hidden", routers(closed), "1 2 3 D"},
		{
			"is not where no router is known to be there",
			rowsOf(Options{}, row(at(1)), row(at(2)), row(socket.Reply{}), row(quoting(closed, 2, 0))), "1 2 * D",
		},
		{"is where a router before answers for it", routers(echoFrom(3)), "1 2 3 3,intercepted"},
		{"is not where it answers from another address", routers(echoFrom(99)), "1 2 3 99"},
		{
			"is not told from a RST with one hop less behind it",
			rowsOf(Options{}, row(arriving(at(1), 255)), row(arriving(at(2), 254)),
				row(arriving(socket.Reply{Kind: socket.Reset, From: target, RTT: ms}, 63))), "1 2 D",
		},
		{
			"is not where a router says that its own probe expired twice",
			contradicted(at(1), at(1)), "1,duplicates",
		},
		{"is where the TTL of an answered probe runs out", contradicted(echo(), at(2)), "D,duplicates,intercepted"},
		{"is not where the answer comes twice", contradicted(echo(), echo()), "D,duplicates"},
		{"is not where the destination says both", contradicted(echo(), expired(target, ms)), "D,duplicates"},
		{
			"is not where another address says both",
			contradicted(echoFrom(9), at(9)), "9,duplicates",
		},
	})
}

// contradicted returns the path of a probe with TTL 1 that had two replies.
func contradicted(first, second socket.Reply) Path {
	return collect(Options{}, Event{Kind: Sent, TTL: 1},
		Event{Kind: Replied, TTL: 1, Reply: first}, Event{Kind: Replied, TTL: 1, Reply: second})
}
