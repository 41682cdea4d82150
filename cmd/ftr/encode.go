package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode"
	"unicode/utf8"
)

// encode writes a document as JSON that is safe on a terminal too: what is not
// printable (control characters, also those beyond ASCII, and bidirectional
// overrides) stands there as an escape, bytes that are not UTF-8 as U+FFFD.
func encode(d document) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(d); err != nil {
		return nil, fmt.Errorf("encoding JSON: %w", err)
	}
	return escape(b.Bytes()), nil
}

// escape replaces the unprintable characters of a JSON text, all of which stand
// within strings, but for line feeds.
func escape(text []byte) []byte {
	out := make([]byte, 0, len(text))
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		text = text[n:]
		if r == '\n' || unicode.IsPrint(r) {
			out = utf8.AppendRune(out, r)
			continue
		}
		out = appendEscape(out, r)
	}
	return out
}

// appendEscape appends a character as RFC 8259, section 7, escapes it: beyond
// the basic plane as a surrogate pair.
func appendEscape(out []byte, r rune) []byte {
	if r < 0x10000 {
		return fmt.Appendf(out, `\u%04x`, r)
	}
	r -= 0x10000
	return fmt.Appendf(out, `\u%04x\u%04x`, 0xd800+(r>>10), 0xdc00+(r&0x3ff))
}
