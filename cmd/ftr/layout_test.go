package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The operating system is socket's business alone, but for where it keeps the
// addresses of its name servers. Names that end in _linux say that a test, or a
// tool for tests, needs namespaces.
func TestSystemsStopAtSocket(t *testing.T) {
	const root = "../.."
	files := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		name, _ := filepath.Rel(root, path)
		switch name = filepath.ToSlash(name); {
		case err != nil:
			return err
		case d.IsDir() && (name == "socket" || name == ".git"):
			return fs.SkipDir
		case filepath.Ext(name) != ".go" || strings.HasPrefix(name, "enrich/system_"):
			return nil
		}
		files++
		text, err := os.ReadFile(path)
		for _, word := range []string{"runtime.G" + "OOS", "\n//go:b" + "uild", "\n// +b" + "uild"} {
			if strings.Contains("\n"+string(text), word) {
				t.Errorf("%s has %q", name, strings.TrimSpace(word))
			}
		}
		return err
	})
	if err != nil || files < 100 {
		t.Errorf("%d files read, %v", files, err)
	}
}
