package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(suite{m}, map[string]func(){
		"ftr":     normalized,
		"ftr-raw": main,
	})
}

// normalized is main, but what differs from run to run is written as zeros.
func normalized() {
	var stdout bytes.Buffer
	code := run(context.Background(), os.Args[1:], os.Stdin, &stdout, os.Stderr)
	if _, err := os.Stdout.Write(normalize(stdout.Bytes())); err != nil {
		panic(err)
	}
	os.Exit(code)
}

// varying is what differs from run to run: times by the clock, and how many
// probes were sent until the destination was known.
var varying = regexp.MustCompile(`\d+ probes; \d+\.\d\d s|"(?:duration_ms|probes_sent)": [\d.]+|"started_at": "[^"]*"`)

var digits = regexp.MustCompile(`\d+`)

func normalize(text []byte) []byte {
	return varying.ReplaceAllFunc(text, func(found []byte) []byte {
		return digits.ReplaceAll(found, []byte("0"))
	})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           filepath.Join("testdata", "script"),
		UpdateScripts: *update,
		Setup: func(env *testscript.Env) error {
			env.Setenv("SHELL", "/bin/sh")
			return nil
		},
		Cmds:      map[string]func(*testscript.TestScript, bool, []string){"schema": checkSchema},
		Condition: condition,
	})
}

// condition knows the condition wine, and netns: scripts may make network
// namespaces. Where FTR_E2E says that end-to-end tests are required, that holds, so
// that they fail instead of being skipped.
func condition(name string) (bool, error) {
	switch name {
	case "wine":
		return os.Getenv("FTR_WINE") != "", nil
	case "netns":
	default:
		return false, fmt.Errorf("unknown condition %q", name)
	}
	if os.Getenv("FTR_E2E") == "require" {
		return true, nil
	}
	return exec.Command("unshare", "-n", "ip", "link", "set", "lo", "up").Run() == nil, nil
}

// checkSchema is the script command "schema FILE": the file is one document as
// schema.json wants it.
func checkSchema(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: schema FILE")
	}
	s, err := loadSchema()
	ts.Check(err)
	var d map[string]any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &d))
	ts.Check(s.Validate(d))
}
