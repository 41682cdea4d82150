package main

import (
	"github.com/fatih/color"

	"ftr/enrich"
)

// A painter colours a text.
type painter func(string) string

func plain(s string) string { return s }

// A palette holds the colours of one output.
type palette struct {
	faint, cyan, magenta, green, red, bold painter
}

// newPalette returns a palette that colours, or one that leaves all plain.
func newPalette(on bool) palette {
	paint := func(attributes ...color.Attribute) painter {
		c := color.New(attributes...)
		if !on {
			return plain
		}
		c.EnableColor() // the caller has decided, not the library's look at stdout
		return func(s string) string { return c.Sprint(s) }
	}
	return palette{
		faint:   paint(color.Faint),
		cyan:    paint(color.FgCyan),
		magenta: paint(color.FgMagenta),
		green:   paint(color.FgGreen),
		red:     paint(color.FgRed, color.Bold),
		bold:    paint(color.Bold),
	}
}

// segment returns the colour of a part of the way.
func (p palette) segment(s enrich.Segment) painter {
	switch s {
	case enrich.LAN:
		return p.faint
	case enrich.ISPSegment:
		return p.cyan
	case enrich.Transit:
		return p.magenta
	case enrich.Destination:
		return p.green
	}
	return plain
}

// What columns are painted with.
func paintSegment(p palette, r row) painter { return p.segment(r.part) }

func paintMark(p palette, _ row) painter { return p.red }

func paintSilent(p palette, r row) painter {
	if r.silent {
		return p.faint
	}
	return plain
}
