package main

import (
	"flag"
	"os"
	"testing"
)

// update rewrites the goldens: UPDATE=1 go test ./cmd/ftr.
var update = flag.Bool("update", os.Getenv("UPDATE") != "", "rewrite the goldens")

// golden checks that a text is what the file at path holds.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
