package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"ftr/socket"
)

// The README is a golden file between these lines.
const (
	tableBegin = "<!-- methods: UPDATE=1 go test ./cmd/ftr -run TestREADMEHoldsTheMethods -->\n"
	tableEnd   = "<!-- end of methods -->\n"
)

// methodTable writes which method needs what on which system.
func methodTable() string {
	var b strings.Builder
	b.WriteString("| system | method | by | needs | limits |\n|---|---|---|---|---|\n")
	for _, s := range socket.Systems() {
		for _, w := range s.Ways {
			fmt.Fprintf(&b, "| %s | %s, %s | %s | %s | %s |\n", s.Name, w.Protocol, w.Mode, w.By, w.Needs, w.Limits)
		}
	}
	return b.String()
}

func TestREADMEHoldsTheMethods(t *testing.T) {
	const path = "../../README.md"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := methodTable()
	t.Log("\n" + want)
	head, rest, ok := strings.Cut(string(text), tableBegin)
	got, tail, closed := strings.Cut(rest, tableEnd)
	switch {
	case !ok || !closed:
		t.Fatalf("%s has no lines %q and %q", path, tableBegin, tableEnd)
	case got == want:
		return
	case !*update:
		t.Fatalf("the README holds\n%s", got)
	}
	if err := os.WriteFile(path, []byte(head+tableBegin+want+tableEnd+tail), 0o600); err != nil {
		t.Fatal(err)
	}
}
