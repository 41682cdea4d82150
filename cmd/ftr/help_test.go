package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// flags returns the names of all flags, long and short, as they are typed.
func flags() []string {
	var names []string
	c, act := defaultConfig(), actTrace
	newCommand(&c, &act).Flags().VisitAll(func(f *pflag.Flag) {
		names = append(names, "--"+f.Name)
		if f.Shorthand != "" {
			names = append(names, "-"+f.Shorthand)
		}
	})
	return names
}

// mentioned finds what looks like a flag in a text.
var mentioned = regexp.MustCompile(`(^|[\s,;(` + "`" + `[])(--[a-z][a-z0-9-]+|-[A-Za-z0-9])\b`)

func TestHelpNamesEveryFlagAndNoOther(t *testing.T) {
	for _, name := range flags() {
		if !regexp.MustCompile(`(?m)^.*[ ,]` + name + `[ ,\n]`).MatchString(helpText) {
			t.Errorf("--help does not name %s", name)
		}
	}
	checkMentioned(t, "--help", helpText)
	for line := range strings.Lines(helpText) {
		if len(strings.TrimSuffix(line, "\n")) > 80 {
			t.Errorf("more than 80 columns: %s", line)
		}
	}
}

// checkMentioned checks that every flag in a text is one of ftr's.
func checkMentioned(t *testing.T, where, text string) {
	t.Helper()
	known := flags()
	for _, m := range mentioned.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(known, m[2]) {
			t.Errorf("%s names %s, which is not a flag", where, m[2])
		}
	}
}

// ftrLine finds the lines of a README that run ftr.
var ftrLine = regexp.MustCompile(`(?m)^\s*(?:\$ )?(?:sudo )?ftr [^\n]*`)

func TestREADMEUsesFlagsThatExist(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if os.IsNotExist(err) {
		t.Skip("no README yet")
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range ftrLine.FindAllString(string(text), -1) {
		command, _, _ := strings.Cut(line, "#")
		checkMentioned(t, "README", command)
	}
}

func TestForeignOptionsAreNotOurs(t *testing.T) {
	known := flags()
	for name, advice := range foreign {
		if slices.Contains(known, "-"+name) || slices.Contains(known, "--"+name) {
			t.Errorf("%s is a flag of ftr", name)
		}
		checkMentioned(t, "the advice for "+name, advice)
	}
}

func TestSchemaNamesFlagsThatExist(t *testing.T) {
	text, err := os.ReadFile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	checkMentioned(t, "schema.json", string(text))
}
