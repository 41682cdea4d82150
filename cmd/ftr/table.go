package main

import (
	"strings"
)

// renderTable writes rows under a line of headings.
func renderTable(rows []row, columns []column, p palette) string {
	var b strings.Builder
	b.WriteString(renderLine(columns, headings, func(column) painter { return p.bold }))
	for _, r := range rows {
		b.WriteString(renderLine(columns,
			func(c column) string { return c.text(r) },
			func(c column) painter { return painterOf(c, p, r) }))
		for _, line := range r.under {
			b.WriteString(strings.Repeat(" ", indent(columns)) + p.faint(line) + "\n")
		}
	}
	return b.String()
}

func headings(c column) string { return c.head }

func painterOf(c column, p palette, r row) painter {
	if c.paint == nil {
		return plain
	}
	return c.paint(p, r)
}

// renderLine writes one line without blanks at its end.
func renderLine(columns []column, text func(column) string, paint func(column) painter) string {
	var b strings.Builder
	owed := 0 // blanks before the next text
	for i, c := range columns {
		if i > 0 {
			owed += gap
		}
		s := display.Truncate(text(c), c.width, "…")
		free := c.width - display.StringWidth(s)
		if s == "" {
			owed += free
			continue
		}
		if c.right {
			owed, free = owed+free, 0
		}
		b.WriteString(strings.Repeat(" ", owed) + paint(c)(s))
		owed = free
	}
	return b.String() + "\n"
}

// indent returns where the addresses begin.
func indent(columns []column) int {
	n := 0
	for _, c := range columns {
		if c.head == addressColumn.head {
			break
		}
		n += c.width + gap
	}
	return n
}
