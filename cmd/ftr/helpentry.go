package main

import (
	"slices"
	"strings"
)

// A helpGroup is the options under one heading of the help text.
type helpGroup struct {
	Title   string // Path
	Intro   string // what the heading says about all of them; may be empty
	Entries []helpEntry
}

// A helpEntry is what the help text says about an option. The descriptions that
// shells show and the manual page are made of it.
type helpEntry struct {
	Flags []string // as they are typed: -w, --wait
	Value string   // TIME; empty: the option takes none
	Text  string
}

// textColumn is the column in which the help text describes options.
const textColumn = 33

// helpGroups reads the options out of the help text: each paragraph with
// indented lines that start with a dash is a group.
func helpGroups(text string) []helpGroup {
	var groups []helpGroup
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		if g := parseGroup(paragraph); len(g.Entries) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

func parseGroup(paragraph string) helpGroup {
	var g helpGroup
	heading := ""
	for line := range strings.Lines(paragraph) {
		trimmed := strings.TrimSpace(line)
		switch indent := len(line) - len(strings.TrimLeft(line, " ")); {
		case indent == 0:
			heading = join(heading, trimmed)
		case indent < textColumn && strings.HasPrefix(trimmed, "-"):
			g.Entries = append(g.Entries, parseEntry(trimmed))
		case len(g.Entries) > 0:
			last := &g.Entries[len(g.Entries)-1]
			last.Text = join(last.Text, trimmed)
		}
	}
	title, intro, _ := strings.Cut(heading, ":")
	g.Title, g.Intro = title, strings.TrimSpace(intro)
	return g
}

// parseEntry reads the first line of an entry. Two spaces part the option from
// its description; where the option is long, that is all in the lines below.
func parseEntry(line string) helpEntry {
	option, text, _ := strings.Cut(line, "  ")
	e := helpEntry{Text: strings.TrimSpace(text)}
	for word := range strings.SplitSeq(option, ", ") {
		flag, value, _ := strings.Cut(word, " ")
		e.Flags = append(e.Flags, flag)
		e.Value += value
	}
	return e
}

// helpNote returns the paragraph of the help text that has a heading but lists
// no options, without the heading; empty: there is none.
func helpNote(text, title string) string {
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		if note, ok := strings.CutPrefix(paragraph, title+": "); ok {
			return strings.Join(strings.Fields(note), " ")
		}
	}
	return ""
}

// helpExamples returns the examples of the help text: a command and what it is
// good for, each.
func helpExamples(text string) [][2]string {
	var examples [][2]string
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "  ftr ") {
			command, what, _ := strings.Cut(strings.TrimSpace(line), "  ")
			examples = append(examples, [2]string{command, strings.TrimSpace(what)})
		}
	}
	return examples
}

// choices returns the words that a value can be: those in lower case, where
// capitals stand for what is to be filled in.
func (e helpEntry) choices() []string {
	if !strings.Contains(e.Value, "|") {
		return nil
	}
	return slices.DeleteFunc(strings.Split(e.Value, "|"), func(word string) bool { return strings.ToLower(word) != word })
}

// join joins two texts with a space, if both are there.
func join(a, b string) string {
	return strings.TrimSpace(a + " " + b)
}
