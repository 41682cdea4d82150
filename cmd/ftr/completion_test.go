package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// checkers holds how shells check a script that they read from standard input
// without running it.
var checkers = map[string][]string{
	"bash":       {"bash", "-n"},
	"zsh":        {"zsh", "-n"},
	"fish":       {"fish", "--no-execute"},
	"powershell": nil, // has no such option
}

func TestCompletionScriptsAreWellFormed(t *testing.T) {
	for _, s := range shells {
		t.Run(s.name, func(t *testing.T) {
			script, err := completion([]string{s.name})
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(script, "__complete") {
				t.Errorf("the script does not ask ftr what to offer:\n%s", script)
			}
			checker, ok := checkers[s.name]
			if !ok {
				t.Fatal("nothing checks it")
			}
			if checker == nil {
				return
			}
			needProgram(t, checker[0])
			cmd := exec.Command(checker[0], checker[1:]...)
			cmd.Stdin = strings.NewReader(script)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
}

// needProgram skips a test where a program is not installed; where nothing may be
// skipped it fails.
func needProgram(t *testing.T, name string) {
	t.Helper()
	_, err := exec.LookPath(name)
	switch {
	case err != nil && os.Getenv("FTR_E2E") == "require":
		t.Fatal(err)
	case err != nil:
		t.Skip(err)
	}
}

func TestAHostMayBeCalledCompletion(t *testing.T) {
	for _, args := range []string{"-- completion", "completion.", "-n completion"} {
		words := strings.Fields(args)
		if _, ok, err := ownWord(words); ok || err != nil {
			t.Errorf("%s is not taken for a host: %v", args, err)
		}
		c, _, err := parseArgs(words)
		if err != nil || strings.TrimSuffix(c.Host, ".") != "completion" {
			t.Errorf("%s: got host %q, %v", args, c.Host, err)
		}
	}
}
