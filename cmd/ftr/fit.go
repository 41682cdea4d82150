package main

// Widths at which a terminal has room for the owner, with one query and with
// more, and what names need at least.
const (
	ownerAt        = 100
	ownerAtQueries = 120
	averageAt      = 100 // with several queries: average, and deviation if names allow
	lossAt         = 140 // with several queries; below, what was received tells it
	nameAtLeast    = 20
	ownerAtLeast   = 10
	leastCut       = 8 // nothing is cut below this, whatever the terminal
)

// fitColumns returns the columns of a table in a terminal of the given width,
// zero for one that nothing is cut in. Only owner and name are ever cut; where
// they have too little room, the deviation goes, then the segment, then the owner.
func fitColumns(rows []row, c config, width int) []column {
	var columns []column
	for _, w := range candidates(c, width) {
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
type wanted struct{ loss, avg, stddev, segment, owner bool }

// candidates returns what to try in a terminal of the given width, the best
// first.
func candidates(c config, width int) []wanted {
	full := wanted{
		loss: fits(lossAt, width), avg: fits(averageAt, width), stddev: fits(averageAt, width),
		segment: true, owner: roomForOwner(c, width),
	}
	undeviated := full
	undeviated.stddev = false
	unparted := undeviated
	unparted.segment = false
	unowned := unparted
	unowned.owner = false
	return []wanted{full, undeviated, unparted, unowned}
}

// fits reports whether a terminal has the width that something begins at.
func fits(at, width int) bool { return width == 0 || width >= at }

func roomForOwner(c config, width int) bool {
	if c.Queries > 1 {
		return fits(ownerAtQueries, width)
	}
	return fits(ownerAt, width)
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
