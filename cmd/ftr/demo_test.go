package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
)

// TestDemo runs the whole command on the built-in network, on terminals of
// several widths. Its clock is simulated too, so that it is exact.
func TestDemo(t *testing.T) {
	for _, tc := range []struct {
		golden string
		args   string
		width  int
	}{
		{"table-80.txt", "", 80},
		{"table-100.txt", "", 100},
		{"table-120.txt", "", 120},
		{"wide.txt", "--wide", 80},
		{"queries-100.txt", "-q 3", 100},
		{"colour-100.txt", "--color always", 100},
		{"ipv6-80.txt", "-6", 80},
		{"ipv6-100.txt", "-6", 100},
		{"udp-100.txt", "-U", 100},
		{"tcp-100.txt", "-T", 100},
		{"numeric-100.txt", "-n", 100},
		{"unenriched-100.txt", "--no-enrich", 100},
		{"unreached-100.txt", "-m 5", 100},
	} {
		t.Run(tc.golden, func(t *testing.T) {
			got := normalize([]byte(runDemo(t, tc.args, tc.width)))
			golden(t, filepath.Join("testdata", "demo", tc.golden), string(got))
		})
	}
}

func TestDemoDocumentIsAsTheSchemaSays(t *testing.T) {
	for _, args := range []string{"-j", "-6j", "-j -q 3", "-jU", "-jT", "-j --mtu --dscp ef", "-j --size 100 --df", "-jn --no-enrich", "-j -m 3"} {
		d := validate(t, []byte(runDemo(t, args, 0)))
		if d["simulated"] != true || d["error"] != nil || len(d["hops"].([]any)) == 0 {
			t.Errorf("%s: got %v", args, d)
		}
	}
}

// runDemo returns what --demo prints on a terminal of the given width; zero: on
// no terminal.
func runDemo(t *testing.T, args string, width int) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	synctest.Test(t, func(t *testing.T) {
		c, _, err := parseArgs(append([]string{"--demo"}, strings.Fields(args)...))
		if err != nil {
			t.Fatal(err)
		}
		n, err := openNetwork(c)
		if err != nil {
			t.Fatal(err)
		}
		out := output{stdout: &stdout, stderr: &stderr, width: width}
		if code := traceAndPrint(t.Context(), c, n, out); code != exitOK {
			t.Errorf("exit %d", code)
		}
	})
	if stderr.Len() > 0 {
		t.Errorf("stderr: %s", &stderr)
	}
	return stdout.String()
}
