package main

import (
	"io"
	"io/fs"
	"os"

	"github.com/mattn/go-colorable"
	"golang.org/x/term"
)

// isTerminal reports whether w is a terminal.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// console returns w such that a terminal obeys escape sequences also where it does
// not know them by itself: on Windows.
func console(w io.Writer) io.Writer {
	if f, ok := w.(*os.File); ok && isTerminal(f) {
		return colorable.NewColorable(f)
	}
	return w
}

// isPipe reports whether w is a pipe to another program.
func isPipe(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&fs.ModeNamedPipe != 0
}

// terminalWidth returns how many columns w has; zero: nothing is to be cut,
// because w is no terminal or does not tell.
func terminalWidth(w io.Writer) int {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return width
}
