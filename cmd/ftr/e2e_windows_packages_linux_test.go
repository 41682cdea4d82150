package main

import (
	"os"
	"os/exec"
	"path"
	"strconv"
	"strings"
	"testing"

	"ftr/internal/lab"
	"ftr/internal/wine"
)

// smallWorld is where the tests of packages run, and smallWorldTargets are whom they
// may trace to there: one who answers and one who does not.
const smallWorld = "source 192.0.2.1\nhop 192.0.2.2 rtt=1ms\ndest 192.0.2.9 rtt=2ms\n"

var smallWorldTargets = []string{"FTR_WINE_ANSWERING=192.0.2.9", "FTR_WINE_SILENT=192.0.2.77"}

// The tests of each package pass on Windows, too.
func TestPackagesOnWindows(t *testing.T) {
	wine.Require(t)
	for pkg, dir := range packages(t) {
		t.Run(path.Base(pkg), func(t *testing.T) {
			t.Parallel()
			program, err := wine.BuildTest(t.TempDir(), pkg)
			if err != nil {
				t.Fatal(err)
			}
			l := lab.New(t, smallWorld, lab.Options{})
			s := newWindows(t, l)
			c := lab.Command{Args: s.Args(program, "-test.timeout=2m", "-test.v="+strconv.FormatBool(testing.Verbose())), Env: s.Env(smallWorldTargets...), Dir: dir}
			r, err := l.Run(t.Context(), c)
			t.Logf("in Wine:\n%s%s", r.Stdout, r.Stderr)
			if err != nil || r.Status != 0 {
				t.Errorf("status %d, %v", r.Status, err)
			}
		})
	}
}

// packages returns the import paths of the packages with tests for Windows, and
// their directories.
func packages(t *testing.T) map[string]string {
	t.Helper()
	c := exec.Command("go", "list", "-f", "{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}} {{.Dir}}{{end}}", "ftr/...")
	c.Env = append(os.Environ(), "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0")
	out, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	dirs := make(map[string]string)
	for line := range strings.Lines(string(out)) {
		if pkg, dir, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			dirs[pkg] = dir
		}
	}
	return dirs
}
