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
	maxColumn     = column{head: "max ms", text: func(r row) string { return r.max }, right: true}
	markColumn    = column{head: "mark", text: func(r row) string { return r.mark }, paint: paintMark}
	addressColumn = column{head: "address", text: func(r row) string { return r.address }, paint: paintSegment}
	segmentColumn = column{head: "segment", text: func(r row) string { return r.segment }, paint: paintSegment}
	asColumn      = column{head: "AS", text: func(r row) string { return r.as }, paint: paintSegment}
	ownerColumn   = column{head: "owner", text: func(r row) string { return r.owner }, paint: paintSegment}
	nameColumn    = column{head: "name", text: func(r row) string { return r.name }}
)

// Widths at which a terminal has room for the owner, with one query and with
// more, and what names need at least.
const (
	ownerAt        = 100
	ownerAtQueries = 120
	nameAtLeast    = 20
	ownerAtLeast   = 10
	leastCut       = 8 // nothing is cut below this, whatever the terminal
)

// fitColumns returns the columns of a table in a terminal of the given width,
// zero for one that nothing is cut in. Only owner and name are ever cut; where
// they have too little room, the segment goes, then the owner.
func fitColumns(rows []row, c config, width int) []column {
	owner := roomForOwner(c, width)
	var columns []column
	for _, w := range []wanted{{segment: true, owner: owner}, {owner: owner}, {}} {
		columns = measure(rows, wantedColumns(rows, c, w))
		if width == 0 || nameRoom(columns, width) >= min(nameAtLeast, widthOf(columns, nameColumn.head)) {
			break
		}
	}
	if width == 0 {
		return columns
	}
	return cut(columns, width)
}

// wanted says which of the columns that may go are there.
type wanted struct{ segment, owner bool }

// wantedColumns returns the columns that there is something to show in. Why a
// hop is silent stands in the first column of text behind its address.
func wantedColumns(rows []row, c config, w wanted) []column {
	columns := []column{numberColumn}
	if c.Queries > 1 {
		columns = append(columns, recvColumn, minColumn, maxColumn)
	} else {
		columns = append(columns, rttColumn)
	}
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

func roomForOwner(c config, width int) bool {
	if c.Queries > 1 {
		return width == 0 || width >= ownerAtQueries
	}
	return width == 0 || width >= ownerAt
}

func has(rows []row, c column) bool {
	for _, r := range rows {
		if c.text(r) != "" {
			return true
		}
	}
	return false
}

// measure gives each column the width of its widest text.
func measure(rows []row, columns []column) []column {
	for i := range columns {
		c := &columns[i]
		c.width = max(c.width, display.StringWidth(c.head))
		for _, r := range rows {
			c.width = max(c.width, display.StringWidth(c.text(r)))
		}
	}
	return columns
}

// cut shortens owner and name to the room that the others leave: the owner may
// have two fifths of it, and what the name does not need.
func cut(columns []column, width int) []column {
	owner, name := find(columns, ownerColumn.head), find(columns, nameColumn.head)
	left := room(columns, width)
	switch {
	case owner != nil && name != nil:
		owner.width = min(owner.width, ownerShare(left, name.width))
		name.width = min(name.width, max(leastCut, left-owner.width))
	case owner != nil:
		owner.width = min(owner.width, max(leastCut, left))
	case name != nil:
		name.width = min(name.width, max(leastCut, left))
	}
	return columns
}

// ownerShare returns how wide the owner may be in the room for it and a name.
func ownerShare(room, name int) int {
	return max(ownerAtLeast, (room*2+3)/5, room-name)
}

// nameRoom returns the room for a name once the owner has its least.
func nameRoom(columns []column, width int) int {
	left := room(columns, width)
	if owner := widthOf(columns, ownerColumn.head); owner > 0 {
		left -= min(owner, ownerShare(left, nameAtLeast))
	}
	return left
}

// room returns the width that the columns but owner and name leave to these.
func room(columns []column, width int) int {
	left := width - gap*(len(columns)-1)
	for _, c := range columns {
		if c.head != ownerColumn.head && c.head != nameColumn.head {
			left -= c.width
		}
	}
	return left
}

func find(columns []column, head string) *column {
	for i := range columns {
		if columns[i].head == head {
			return &columns[i]
		}
	}
	return nil
}

func widthOf(columns []column, head string) int {
	if c := find(columns, head); c != nil {
		return c.width
	}
	return 0
}
