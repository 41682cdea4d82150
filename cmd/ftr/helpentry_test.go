package main

import (
	"reflect"
	"slices"
	"testing"

	"github.com/spf13/pflag"
)

func TestHelpGroups(t *testing.T) {
	const text = `prog does things.

Usage: prog [OPTIONS] THING

  ftr a                          an example

Path
  -a, --all                      everything
      --mark N                   a mark, as in
                                 --mark 0x10; good for firewalls

Time: a number
with a unit.
  -i, --interval-that-is-long TIME
                                 between two
  -A, --one, -e, --other         always on
      --color auto|always|WORD   colour

Exit: 0 it went
well.
`
	want := []helpGroup{
		{"Path", "", []helpEntry{
			{[]string{"-a", "--all"}, "", "everything"},
			{[]string{"--mark"}, "N", "a mark, as in --mark 0x10; good for firewalls"},
		}},
		{"Time", "a number with a unit.", []helpEntry{
			{[]string{"-i", "--interval-that-is-long"}, "TIME", "between two"},
			{[]string{"-A", "--one", "-e", "--other"}, "", "always on"},
			{[]string{"--color"}, "auto|always|WORD", "colour"},
		}},
	}
	got := helpGroups(text)
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("got  %+v\nwant %+v", got, want)
	}
	if got, want := got[1].Entries[2].choices(), []string{"auto", "always"}; !slices.Equal(got, want) {
		t.Errorf("choices: got %q, want %q", got, want)
	}
	if got, want := helpNote(text, "Exit"), "0 it went well."; got != want {
		t.Errorf("note: got %q, want %q", got, want)
	}
	if got, want := helpExamples(text), [][2]string{{"ftr a", "an example"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("examples: got %q, want %q", got, want)
	}
}

// The help text is read as people read it: what it says of an option is found
// by each of the option's names, and values stand where values are taken.
func TestHelpDescribesFlagsAsTheyAre(t *testing.T) {
	entries := map[string]helpEntry{}
	for _, g := range helpGroups(helpText) {
		for _, e := range g.Entries {
			for _, flag := range e.Flags {
				entries[flag] = e
			}
		}
	}
	c, act := defaultConfig(), actTrace
	newCommand(&c, &act).Flags().VisitAll(func(f *pflag.Flag) {
		e := entries["--"+f.Name]
		switch {
		case e.Text == "":
			t.Errorf("--%s is not described", f.Name)
		case f.Shorthand != "" && !slices.Contains(e.Flags, "-"+f.Shorthand):
			t.Errorf("--%s is not described as -%s", f.Name, f.Shorthand)
		case (e.Value == "") != (f.NoOptDefVal != ""):
			t.Errorf("--%s: value %q in the help text, %s in the program", f.Name, e.Value, f.Value.Type())
		}
	})
	if got, want := len(entries), len(flags()); got != want {
		t.Errorf("%d flags are described, want %d", got, want)
	}
	for _, note := range []string{"Marks", "Exit", "Silence", "Privileges"} {
		if helpNote(helpText, note) == "" {
			t.Errorf("there is no paragraph %s", note)
		}
	}
}
