package main

// A colorMode says when to colour.
type colorMode string

const (
	colorAuto   colorMode = "auto" // on a terminal; what the empty string means too
	colorAlways colorMode = "always"
	colorNever  colorMode = "never"
)

// on decides whether to colour what goes to a terminal or not. getenv looks up
// NO_COLOR (no-color.org: set and not empty) and TERM.
func (m colorMode) on(terminal bool, getenv func(string) string) bool {
	switch m {
	case colorAlways:
		return true
	case colorNever:
		return false
	}
	return terminal && getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"
}
