package main

import (
	"encoding/json"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"

	"ftr/enrich"
	"ftr/socket"
	"ftr/trace"
)

func TestDocument(t *testing.T) {
	for _, tc := range []struct {
		golden  string
		result  result
		failure *failure
	}{
		{"example", exampleResult(), nil},
		{"queries", queriesResult(), nil},
		{"unreachable", unreachableResult(), nil},
		{"hostile", hostileResult(), nil},
		{"odd", oddResult(), nil},
		{"answering", answeringResult(), nil},
		{"bare", bareResult(), nil},
		{"ipv6", ipv6Result(), nil},
		{"usage", result{Config: defaultConfig(), Started: exampleResult().Started}, &failure{Code: "usage", Message: "no target given", Hint: "try: ftr HOST", Exit: exitUsage}},
	} {
		t.Run(tc.golden, func(t *testing.T) {
			got, err := encode(newDocument(tc.result, tc.failure))
			if err != nil {
				t.Fatal(err)
			}
			validate(t, got)
			golden(t, filepath.Join("testdata", "json", tc.golden+".json"), string(got))
		})
	}
}

func TestLossIsUnknownWhereItWouldMislead(t *testing.T) {
	several := config{Queries: 4}
	limited := lossyHop(3, 1)
	limited.Notes = []trace.Note{trace.NoteRateLimited}
	for _, tc := range []struct {
		name   string
		config config
		hop    trace.Hop
		want   *float64
	}{
		{"two of three", several, lossyHop(1, 2), new(66.7)},
		{"none lost", several, lossyHop(3, 0), new(0.0)},
		{"one query", config{Queries: 1}, lossyHop(1, 1), nil},
		{"never answered", several, lossyHop(0, 3), nil},
		{"rate limited", several, limited, nil},
	} {
		if got := lossPercent(tc.config, tc.hop); !reflect.DeepEqual(got, tc.want) {
			t.Errorf("%s: got %v, want %v", tc.name, got, tc.want)
		}
	}
}

// lossyHop returns a hop that answered some probes and not others.
func lossyHop(answered, lost int) trace.Hop {
	h := trace.Hop{Probes: make([]trace.Probe, answered+lost)}
	for i := range answered {
		h.Probes[i].Reply = expired(addr("192.0.2.1"), 1000)
	}
	return h
}

func TestMillisecondsHaveThreeDecimals(t *testing.T) {
	for d, want := range map[time.Duration]float64{
		1234567:             1.235,
		25310 * 1000:        25.31,
		499:                 0,
		500:                 0.001,
		3 * time.Second:     3000,
		-1500 * 1000 * 1000: -1500,
	} {
		if got := milliseconds(d); got != want {
			t.Errorf("%v: got %v, want %v", d, got, want)
		}
	}
}

func TestEncodeKeepsTextAndEscapesControls(t *testing.T) {
	r := exampleResult()
	r.Report.Infos[addr("81.2.64.1")] = enrich.Info{
		Addr: addr("81.2.64.1"), Name: "a\x1b\x7f\u009b\u202e\U000e0001ü<&>\xff", NameStatus: enrich.Found,
	}
	got, err := encode(newDocument(r, nil))
	if err != nil {
		t.Fatal(err)
	}
	if want := `"hostname": "a\u001b\u007f\u009b\u202e\udb40\udc01ü<&>\ufffd"`; !strings.Contains(string(got), want) {
		t.Errorf("want %s in\n%s", want, got)
	}
	hop := validate(t, got)["hops"].([]any)[2].(map[string]any)
	if want := "a\x1b\x7f\u009b\u202e\U000e0001ü<&>\ufffd"; hop["hostname"] != want {
		t.Errorf("got %q, want %q", hop["hostname"], want)
	}
}

func TestEveryKindOfReplyHasAWord(t *testing.T) {
	for k := socket.TimeExceeded; k <= socket.Ambiguous; k++ {
		if replyWords[k] == "" {
			t.Errorf("kind %d has none", k)
		}
	}
}

func TestFlowIsTold(t *testing.T) {
	for _, tc := range []struct {
		info socket.Info
		path trace.Path
		want *string
	}{
		{socket.Info{Protocol: socket.ICMP}, trace.Path{}, new("constant")},
		{socket.Info{Protocol: socket.UDP}, trace.Path{FlowVaries: true}, new("varies")},
		{socket.Info{Protocol: socket.ICMP, FlowVaries: true}, trace.Path{}, new("varies")},
		{socket.Info{}, trace.Path{}, nil},
	} {
		if got := newDocument(result{Info: tc.info, Path: tc.path}, nil).Flow; !reflect.DeepEqual(got, tc.want) {
			t.Errorf("%+v, %+v: got %v, want %v", tc.info, tc.path.FlowVaries, got, tc.want)
		}
	}
}

func FuzzEscape(f *testing.F) {
	for _, s := range []string{"plain", "a\x1b[31m", "\u009b\u202e", "\U000e0001", "\xff\xfe", "line\u2028"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		got := escape(text)
		for _, r := range string(got) {
			if !unicode.IsPrint(r) {
				t.Errorf("%q: %U is left in %q", s, r, got)
			}
		}
		var again string
		if err := json.Unmarshal(got, &again); err != nil || again != strings.ToValidUTF8(s, "") && !strings.ContainsRune(again, 0xfffd) {
			t.Errorf("%q became %q, %v", s, again, err)
		}
	})
}
