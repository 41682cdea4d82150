package main

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"ftr/internal/wine"
)

// mayDiffer holds the keys of the JSON whose values are not the same on Windows and
// on Linux, and why.
var mayDiffer = map[string]string{
	"started_at":  "a time",
	"duration_ms": "a time",
	"rtt_ms":      "a time", "rtt_min_ms": "a time", "rtt_avg_ms": "a time", "rtt_max_ms": "a time", "rtt_stddev_ms": "a time",
	"probes_sent": "how many are under way when the destination answers",
	"sent":        "a busy machine may call for a second try", "received": "as sent",
	"socket_mode": "Linux has raw sockets",
	"flow":        "Windows chooses the sequence, so the checksum is another with each probe",
	"reply_ttl":   "Windows does not tell the TTL of an ICMP error",
	"back_hops":   "from reply_ttl",
	"quote_ttl":   "Windows does not show the quote", "quote_tos": "as quote_ttl", "rewritten": "as quote_ttl",
	"unstamped": "Windows measures in whole milliseconds, if its clock is that fine",
	"notes":     "unstamped, or from what else Windows does not tell",
}

// The JSON of ftr.exe is that of ftr, but for what Windows does not tell.
func TestDocumentOnWindows(t *testing.T) {
	wine.Require(t)
	for _, name := range []string{"eleven", "origins", "servfail", "silent3", "unreach-n", "deadend"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onWindows, onLinux := inWorld(t, name, byWindows), inWorld(t, name, byRaw)
			got := onWindows.run("--json", "www.dest.example")
			want := onLinux.run("--json", "www.dest.example")
			if got.Status != want.Status || len(got.Stderr) > 0 {
				t.Errorf("status %d, want %d: %s", got.Status, want.Status, got.Stderr)
			}
			wantLines(t, likeness(t, got.Stdout), likeness(t, want.Stdout))
		})
	}
}

// likeness returns a document without what may differ.
func likeness(t *testing.T, document []byte) string {
	t.Helper()
	validate(t, document)
	var d any
	if err := json.Unmarshal(document, &d); err != nil {
		t.Fatal(err)
	}
	text, err := json.MarshalIndent(stripped(d), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// wantLines wants two texts to be the same, and shows where they begin to differ.
func wantLines(t *testing.T, got, want string) {
	t.Helper()
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			from, to := max(0, i-20), i+5
			t.Fatalf("line %d: got\n%s\nwant\n%s", i, strings.Join(g[from:min(to, len(g))], "\n"), strings.Join(w[from:min(to, len(w))], "\n"))
		}
	}
	if len(g) != len(w) {
		t.Errorf("%d lines, want %d", len(g), len(w))
	}
}

// stripped returns a part of a document without what may differ. Of several tries at
// one hop one outcome is left, which is an answer if any is: a busy machine tries
// again, and may be done before it is answered twice.
func stripped(part any) any {
	switch part := part.(type) {
	case map[string]any:
		maps.DeleteFunc(part, func(key string, _ any) bool { return mayDiffer[key] != "" })
		for key, value := range part {
			part[key] = stripped(value)
		}
		if probes, ok := part["probes"].([]any); ok {
			part["probes"] = outcomes(probes)
		}
	case []any:
		for i, value := range part {
			part[i] = stripped(value)
		}
	}
	return part
}

// outcomes returns what became of the probes of a hop, once each, without those that
// were not answered where others were.
func outcomes(probes []any) []any {
	answered := slices.DeleteFunc(slices.Clone(probes), func(p any) bool {
		probe, ok := p.(map[string]any)
		return ok && probe["reply"] == "none"
	})
	if len(answered) > 0 {
		probes = answered
	}
	return slices.CompactFunc(probes, reflect.DeepEqual)
}
