package main

import (
	"github.com/mattn/go-runewidth"
)

// A column is one column of the table.
type column struct {
	head  string
	text  func(row) string
	paint func(palette, row) painter // nil: plain
	right bool                       // aligned at the right
	width int                        // in cells of the terminal
}

// Where one column ends and the next begins.
const gap = 2

// display measures text as terminals do. Ambiguous characters are narrow, … too,
// whatever the locale, so that the table is the same everywhere.
var display = &runewidth.Condition{StrictEmojiNeutral: true}

// The columns that need to be told apart by name.
var (
	numberColumn  = column{head: "#", text: func(r row) string { return r.number }, right: true, width: 2}
	rttColumn     = column{head: "rtt ms", text: func(r row) string { return r.rtt }, paint: paintSilent, right: true}
	recvColumn    = column{head: "recv", text: func(r row) string { return r.recv }, right: true}
	minColumn     = column{head: "min ms", text: func(r row) string { return r.min }, paint: paintSilent, right: true}
	lossColumn    = column{head: "loss", text: func(r row) string { return r.loss }, right: true}
	avgColumn     = column{head: "avg ms", text: func(r row) string { return r.avg }, right: true}
	stddevColumn  = column{head: "stddev", text: func(r row) string { return r.stddev }, right: true}
	maxColumn     = column{head: "max ms", text: func(r row) string { return r.max }, right: true}
	markColumn    = column{head: "mark", text: func(r row) string { return r.mark }, paint: paintMark}
	addressColumn = column{head: "address", text: func(r row) string { return r.address }, paint: paintSegment}
	segmentColumn = column{head: "segment", text: func(r row) string { return r.segment }, paint: paintSegment}
	asColumn      = column{head: "AS", text: func(r row) string { return r.as }, paint: paintSegment}
	ownerColumn   = column{head: "owner", text: func(r row) string { return r.owner }, paint: paintSegment}
	nameColumn    = column{head: "name", text: func(r row) string { return r.name }}
)

// wantedColumns returns the columns that there is something to show in. Why a
// hop is silent stands in the first column of text behind its address.
func wantedColumns(rows []row, c config, w wanted) []column {
	columns := []column{numberColumn}
	columns = append(columns, timeColumns(c, w)...)
	if has(rows, markColumn) {
		columns = append(columns, markColumn)
	}
	columns = append(columns, addressColumn)
	if w.segment && !c.NoEnrich {
		columns = append(columns, segmentColumn)
	}
	if !c.NoEnrich {
		columns = append(columns, asColumn)
	}
	owner := w.owner && !c.NoEnrich && has(rows, ownerColumn)
	if owner {
		columns = append(columns, reasonIn(ownerColumn))
	}
	if !c.NoRDNS && owner {
		columns = append(columns, nameColumn)
	} else if !c.NoRDNS {
		columns = append(columns, reasonIn(nameColumn))
	}
	return columns
}

// timeColumns returns the columns of what was received and how fast.
func timeColumns(c config, w wanted) []column {
	if c.Queries == 1 {
		return []column{rttColumn}
	}
	columns := []column{recvColumn}
	if w.loss {
		columns = append(columns, lossColumn)
	}
	columns = append(columns, minColumn)
	if w.avg {
		columns = append(columns, avgColumn)
	}
	columns = append(columns, maxColumn)
	if w.stddev {
		columns = append(columns, stddevColumn)
	}
	return columns
}

// reasonIn returns a column that also says why a hop is silent.
func reasonIn(c column) column {
	text := c.text
	c.text = func(r row) string {
		if r.silent {
			return r.reason
		}
		return text(r)
	}
	paint := c.paint
	c.paint = func(p palette, r row) painter {
		switch {
		case r.silent:
			return p.faint
		case paint == nil:
			return plain
		}
		return paint(p, r)
	}
	return c
}

func has(rows []row, c column) bool {
	for _, r := range rows {
		if c.text(r) != "" {
			return true
		}
	}
	return false
}
