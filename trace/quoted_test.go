package trace

import (
	"testing"

	"ftr/socket"
)

// marked returns a path whose routers quote the given types of service; a
// negative one is hidden.
func marked(sent uint8, toses ...int) Path {
	var rows [][]socket.Reply
	for i, tos := range toses {
		r := at(i + 1)
		if tos >= 0 {
			r = quoting(r, 1, uint8(tos))
		}
		rows = append(rows, row(r))
	}
	return rowsOf(Options{TOS: sent}, rows...)
}

func TestTOS(t *testing.T) {
	const ef = 0xb8 // expedited forwarding (RFC 3246)
	checkRows(t, []rowTest{
		{"is not named where nobody rewrites it", marked(ef, ef, ef, ef), "1 2 3"},
		{"is where bleaching begins", marked(ef, ef, ef, 0, 0), "1 2 3,tos 4"},
		{"is at the first hop, which is told from what was sent", marked(ef, 0, 0), "1,tos 2"},
		{"is where it is rewritten again", marked(ef, ef, 8, 0), "1 2,tos 3,tos"},
		{"is where a marking is put on what had none", marked(0, 0, ef), "1 2,tos"},
		{"is not where quotes are hidden", marked(ef, -1, -1), "1 2"},
		{"is at the first hop that tells", marked(ef, ef, -1, 0), "1 2 3,tos"},
		{"is not where a congested router says so", marked(ef|2, ef|2, ef|3, ef|1, ef|2), "1 2 3 4"},
		{"is where ECN is forbidden", marked(ef|2, ef|2, ef, ef), "1 2,tos 3"},
		{"is where ECN is permitted to one that did not ask", marked(ef, ef, ef|1), "1 2,tos"},
		{
			"is named by the first reply that tells",
			rowsOf(Options{}, row(at(1), quoting(at(1), 1, ef))), "1,tos",
		},
	})
}

func TestNAT(t *testing.T) {
	behind := func(ttl int) []socket.Reply {
		r := quoting(at(ttl), 1, 0)
		r.Quote.Rewritten = true
		return row(r)
	}
	checkRows(t, []rowTest{
		{"is named where it begins", rowsOf(Options{}, row(quoting(at(1), 1, 0)), behind(2), behind(3)), "1 2,nat 3"},
		{"is at the first hop that tells", rowsOf(Options{}, row(socket.Reply{}), row(at(2)), behind(3)), "* 2 3,nat"},
		{"is not where quotes are hidden", rowsOf(Options{}, row(at(1)), row(at(2))), "1 2"},
	})
}
