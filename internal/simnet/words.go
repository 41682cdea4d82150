package simnet

import (
	"errors"
	"strconv"
	"strings"
)

// blanks separate the words of a line.
const blanks = " \t\r"

// words splits a line at blanks. A word that begins with a quotation mark is a
// Go string; one that begins with # begins a comment.
func words(line string) ([]string, error) {
	var ws []string
	for {
		line = strings.TrimLeft(line, blanks)
		if line == "" || line[0] == '#' {
			return ws, nil
		}
		w, rest, err := word(line)
		if err != nil {
			return nil, err
		}
		ws, line = append(ws, w), rest
	}
}

// word cuts the first word from a line that begins with one.
func word(line string) (w, rest string, err error) {
	if line[0] == '"' {
		quoted, err := strconv.QuotedPrefix(line)
		if err != nil {
			return "", "", errors.New("a quotation mark is not closed, or the string is not one of Go's")
		}
		w, err = strconv.Unquote(quoted)
		return w, line[len(quoted):], err
	}
	if i := strings.IndexAny(line, blanks); i >= 0 {
		return line[:i], line[i:], nil
	}
	return line, "", nil
}

// quote returns s as one word of a line, in quotation marks where it needs
// them.
func quote(s string) string {
	if s == "" || s[0] == '#' || strings.ContainsFunc(s, unquotable) {
		return strconv.Quote(s)
	}
	return s
}

// unquotable reports whether r cannot stand in a word without quotation marks.
func unquotable(r rune) bool { return r <= ' ' || r >= 0x7f || r == '"' || r == '\\' }
