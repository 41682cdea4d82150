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
	b.WriteString("| method | by | needs on Linux | macOS, BSD, Windows | limits |\n|---|---|---|---|---|\n")
	for _, w := range ways {
		fmt.Fprintf(&b, "| %s, %s | %s | %s | not in this version | %s |\n", w.protocol, w.mode, w.how, w.needs, w.limits)
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

func TestWaysAreThoseOfSocket(t *testing.T) {
	for _, p := range []socket.Protocol{socket.ICMP, socket.UDP, socket.TCP} {
		for _, m := range []socket.Mode{socket.Raw, socket.Datagram} {
			if needs(p, m) == "" {
				t.Errorf("%s by %s is missing", p, m)
			}
		}
	}
	if want := 6; len(ways) != want {
		t.Errorf("%d ways, want %d", len(ways), want)
	}
}
