package simnet

import (
	"embed"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// worlds holds the built-in worlds, and texts for them to include. Worlds whose
// names end in 6 are IPv6 twins of those without.
//
//go:embed worlds
var worlds embed.FS

// Builtin returns the built-in world of that name.
func Builtin(name string) (*World, error) {
	text, err := worlds.ReadFile("worlds/" + name + ".world")
	if err != nil {
		return nil, fmt.Errorf("there is no built-in world %q; there are %s", name, strings.Join(Names(), ", "))
	}
	return Parse(string(text))
}

// Names returns the names of the built-in worlds, sorted.
func Names() []string {
	files, err := worlds.ReadDir("worlds")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	var names []string
	for _, f := range files {
		if name, ok := strings.CutSuffix(f.Name(), ".world"); ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// parseInclude reads a built-in text that says what addresses are called.
func (w *World) parseInclude(args []string) error {
	if len(args) != 1 {
		return errors.New("include needs one name")
	}
	text, err := worlds.ReadFile("worlds/" + args[0] + ".zone")
	if err != nil {
		return fmt.Errorf("there is nothing called %q to include", args[0])
	}
	return w.parseLines(string(text))
}
