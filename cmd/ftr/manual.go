package main

import (
	_ "embed"
	"fmt"
	"strings"
	"time"
)

// manualText is the manual page in man(7), but for what stands in the help text
// or in the code: a name between @ signs is where that goes.
//
//go:embed manual.man
var manualText string

// manual returns the manual page of a version that was built at that time.
func manual(built time.Time) string {
	about, _, _ := strings.Cut(helpText, "\n\n")
	return strings.NewReplacer(
		"@date@", built.Format(time.DateOnly),
		"@version@", version,
		"@about@", roffSentence(about),
		"@examples@", manualExamples(helpExamples(helpText)),
		"@options@", manualOptions(helpGroups(helpText)),
		"@marks@", roffSentence(helpNote(helpText, "Marks")),
		"@notes@", manualNotes(),
		"@exit@", manualExit(helpNote(helpText, "Exit")),
		"@silence@", roffSentence(helpNote(helpText, "Silence")),
		"@privileges@", roffSentence(helpNote(helpText, "Privileges")),
	).Replace(manualText)
}

// manualOptions writes all options, a subsection for each group.
func manualOptions(groups []helpGroup) string {
	var lines []string
	for _, g := range groups {
		lines = append(lines, ".SS "+g.Title)
		if g.Intro != "" {
			lines = append(lines, roffSentence(g.Intro))
		}
		for _, e := range g.Entries {
			lines = append(lines, roffItem(manualOption(e), e.Text))
		}
	}
	return strings.Join(lines, "\n")
}

// manualOption writes how an option is typed: flags bold, what is to be filled in
// italic.
func manualOption(e helpEntry) string {
	option := roffFlags(strings.Join(e.Flags, ", "))
	if e.Value != "" {
		option += ` \fI` + roffLiteral(e.Value) + `\fR`
	}
	return option
}

func manualExamples(examples [][2]string) string {
	var lines []string
	for _, e := range examples {
		lines = append(lines, roffItem(roffBold(e[0]), e[1]))
	}
	return strings.Join(lines, "\n")
}

// manualNotes writes what can be noted of a hop, by the words of the JSON.
func manualNotes() string {
	var lines []string
	for _, note := range noteOrder {
		lines = append(lines, roffItem(roffBold(string(note)), noteMeanings[note]))
	}
	return strings.Join(lines, "\n")
}

// manualExit writes a list "0 the trace ran; 130 and 143 ended by …" as items: an
// exit status is what comes before the first word without a digit that is not
// "and".
func manualExit(list string) string {
	var lines []string
	for item := range strings.SplitSeq(strings.TrimSuffix(list, "."), "; ") {
		words := strings.Fields(item)
		n := 0
		for n < len(words) && (isNumber(words[n]) || words[n] == "and") {
			n++
		}
		lines = append(lines, roffItem(roffBold(strings.Join(words[:n], " ")), strings.Join(words[n:], " ")))
	}
	return strings.Join(lines, "\n")
}

// roffItem writes an item of a list: a term in roff(7) and what it means, plain.
func roffItem(term, meaning string) string {
	return fmt.Sprintf(".TP\n%s\n%s", term, roffText(meaning))
}
