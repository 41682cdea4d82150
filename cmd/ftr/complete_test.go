package main

import (
	"net"
	"os"
	"slices"
	"strings"
	"testing"
)

// offers returns what a shell is answered: the words that it can offer, and the
// directive behind them.
func offers(t *testing.T, typed ...string) (words []string, directive string) {
	t.Helper()
	answer, err := answerShell(append([]string{"__complete"}, typed...))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(answer, "\n"), "\n")
	for _, line := range lines[:len(lines)-1] {
		word, _, _ := strings.Cut(line, "\t")
		words = append(words, word)
	}
	return words, lines[len(lines)-1]
}

func TestShellsAreOfferedEveryFlagWithItsDescription(t *testing.T) {
	answer, err := answerShell([]string{"__complete", "-"})
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range helpGroups(helpText) {
		for _, e := range g.Entries {
			for _, flag := range e.Flags {
				if want := flag + "\t" + e.Text + "\n"; !strings.Contains(answer, want) {
					t.Errorf("%q is not offered", want)
				}
			}
		}
	}
}

func TestShellsAreOfferedWhatFits(t *testing.T) {
	for _, tc := range []struct {
		typed string // words, the last of which is being typed
		want  string
	}{
		{"--protoc", "--protocol"},
		{"-n --protoc", "--protocol"},
		{"h --protoc", "--protocol"},
		{"-T --protoc", "--protocol"},
		{"-nq", ""},
		{"--protocol ", "icmp udp tcp"},
		{"--protocol=", "icmp udp tcp"},
		{"--socket-mode ", "raw dgram"},
		{"--color ", "auto always never"},
		{"--public-ip ", "none"},
		{"--tos ", strings.Join(codePointNames(), " ")},
		{"--dscp ", strings.Join(codePointNames(), " ")},
		{"-t ", strings.Join(codePointNames(), " ")},
		{"--interface ", strings.Join(interfaceNames(t), " ")},
		{"-i ", strings.Join(interfaceNames(t), " ")},
		{"-q ", ""},
		{"--stun-server ", ""},
		{"", ""},
		{"h", ""},
		{"h ", ""},
		{"co", "completion"},
		{"completion ", "bash zsh fish powershell"},
		{"completion bash ", ""},
		{"-- co", "completion"},
		{"-W 2 --protoc", ""}, // an error in what was typed before
		{"--nosuch ", ""},
	} {
		words, directive := offers(t, strings.Split(tc.typed, " ")...)
		if got := strings.Join(words, " "); got != tc.want {
			t.Errorf("%q: got %s, want %s", tc.typed, got, tc.want)
		}
		// 4: no names of files; 32: in this order.
		if directive != ":4" && directive != ":36" {
			t.Errorf("%q: directive %s", tc.typed, directive)
		}
	}
}

func interfaceNames(t *testing.T) []string {
	interfaces, err := net.Interfaces()
	if err != nil && os.Getenv("FTR_WINE") != "" {
		t.Skipf("Wine does not list tunnels: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, i := range interfaces {
		names = append(names, i.Name)
	}
	return names
}

func TestCodePointNamesAreKnown(t *testing.T) {
	names := codePointNames()
	for _, name := range names {
		if _, ok := codePoint(name); !ok {
			t.Errorf("%s is not known", name)
		}
	}
	if slices.Sort(names); len(slices.Compact(names)) != 5+8+12 {
		t.Errorf("got %q", names)
	}
}
