package main

import (
	"regexp"
	"strings"
)

// roffColumns is how long lines of roff(7) should be: mandoc -T lint complains of
// more than 80.
const roffColumns = 79

// roffText writes a plain text, with the flags in it bold.
func roffText(text string) string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		word = roffFlags(word)
		if len(line)+1+len(word) > roffColumns {
			lines = append(lines, line)
			line = ""
		}
		if line == "" {
			word = roffControl(word)
		}
		line = join(line, word)
	}
	return strings.Join(append(lines, line), "\n")
}

// roffSentence writes a plain text that begins with a small letter, as after a
// heading, as sentences. The name of this program keeps its own.
func roffSentence(text string) string {
	if !strings.HasPrefix(text, "ftr ") && text != "" {
		text = strings.ToUpper(text[:1]) + text[1:]
	}
	return roffText(text)
}

// flagInText finds flags: a dash that begins a word.
var flagInText = regexp.MustCompile(`(^|[\s(,;])(--?[A-Za-z0-9][A-Za-z0-9-]*)`)

// roffFlags makes the flags in a text bold.
func roffFlags(text string) string {
	return flagInText.ReplaceAllStringFunc(roffLiteral(text), func(found string) string {
		i := strings.IndexByte(found, '-')
		return found[:i] + `\fB` + roffDashes(found[i:]) + `\fR`
	})
}

// roffBold writes what is typed or read as it stands, in bold.
func roffBold(text string) string {
	return `\fB` + roffDashes(roffLiteral(text)) + `\fR`
}

// roffDashes makes hyphens the minus signs that options begin with, also where
// somebody copies them from a terminal.
func roffDashes(text string) string {
	return strings.ReplaceAll(text, "-", `\-`)
}

// roffLiteral takes the meaning from backslashes.
func roffLiteral(text string) string {
	return strings.ReplaceAll(text, `\`, `\e`)
}

// roffControl takes the meaning from a dot and an apostrophe at the beginning of
// a line, which would make it a request.
func roffControl(line string) string {
	if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
		return `\&` + line
	}
	return line
}
