package main

import (
	"encoding/json"
	"os"
	"sync"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
)

// schema returns schema.json, ready to validate.
func schema(t *testing.T) *jsonschema.Resolved {
	t.Helper()
	resolved, err := loadSchema()
	if err != nil {
		t.Fatal(err)
	}
	return resolved
}

// loadSchema reads schema.json once.
var loadSchema = sync.OnceValues(func() (*jsonschema.Resolved, error) {
	text, err := os.ReadFile("schema.json")
	if err != nil {
		return nil, err
	}
	var s jsonschema.Schema
	if err := json.Unmarshal(text, &s); err != nil {
		return nil, err
	}
	return s.Resolve(nil)
})

// validate checks a document against the schema and returns it.
func validate(t *testing.T, text []byte) map[string]any {
	t.Helper()
	var d map[string]any
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatalf("not JSON: %v\n%s", err, text)
	}
	if err := schema(t).Validate(d); err != nil {
		t.Fatalf("not as schema.json says: %v\n%s", err, text)
	}
	return d
}

func TestSchemaRefusesWhatFtrNeverPrints(t *testing.T) {
	text, err := encode(newDocument(exampleResult(), nil))
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name  string
		spoil func(map[string]any)
	}{
		{"a missing key", func(d map[string]any) { delete(d, "isp") }},
		{"an unknown key", func(d map[string]any) { d["asn"] = 1 }},
		{"null for an array", func(d map[string]any) { d["hops"] = nil }},
		{"an unknown word", func(d map[string]any) { d["stop_reason"] = "tired" }},
		{"an ISP of AS 0", func(d map[string]any) { d["isp"].(map[string]any)["asn"] = 0.0 }},
	} {
		d := validate(t, text)
		tc.spoil(d)
		if schema(t).Validate(d) == nil {
			t.Errorf("%s passes", tc.name)
		}
	}
}
