package main

import (
	"os/exec"
	"strings"
	"testing"
	"time"
)

func TestManualNamesEveryFlag(t *testing.T) {
	text := manual(time.Now())
	for _, name := range flags() {
		if bold := roffBold(name); !strings.Contains(text, bold) {
			t.Errorf("%s is missing", name)
		}
	}
	if strings.Contains(text, "@") {
		t.Errorf("something is not filled in:\n%s", text)
	}
}

func TestManualPleasesFormatters(t *testing.T) {
	text := manual(time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC))
	for _, command := range []string{"mandoc -T lint", "groff -man -ww -z"} {
		t.Run(command, func(t *testing.T) {
			words := strings.Fields(command)
			needProgram(t, words[0])
			cmd := exec.Command(words[0], words[1:]...)
			cmd.Stdin = strings.NewReader(text)
			if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

func TestManualExit(t *testing.T) {
	const want = `.TP
\fB0\fR
all is well
.TP
\fB3\fR
with \fB\-\-fail\fR, it is not
.TP
\fB130 and 143\fR
ended by a signal`
	if got := manualExit("0 all is well; 3 with --fail, it is not; 130 and 143 ended by a signal."); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestRoff(t *testing.T) {
	for text, want := range map[string]string{
		"a well-known -n (or --no-rdns), -vv: b": `a well-known \fB\-n\fR (or \fB\-\-no\-rdns\fR), \fB\-vv\fR: b`,
		`a\b`:                                    `a\eb`,
		".TH and 'quotes'":                       `\&.TH and 'quotes'`,
		"a dash - is one":                        "a dash - is one",
		strings.Repeat("long ", 16) + ".so":      strings.TrimSpace(strings.Repeat("long ", 16)) + "\n\\&.so",
		strings.Repeat("long ", 15) + "wider .":  strings.TrimSpace(strings.Repeat("long ", 15)) + "\nwider .",
	} {
		if got := roffText(text); got != want {
			t.Errorf("%q:\ngot  %q\nwant %q", text, got, want)
		}
	}
	if got, want := roffSentence("without root"), "Without root"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestBuildTime(t *testing.T) {
	now := time.Date(2026, 11, 25, 1, 2, 3, 0, time.UTC)
	for epoch, want := range map[string]time.Time{
		"":      now,
		"x":     now,
		"0":     time.Unix(0, 0),
		"86400": time.Date(1970, 1, 2, 0, 0, 0, 0, time.UTC),
	} {
		if got := buildTime(epoch, now); !got.Equal(want) {
			t.Errorf("%q: got %v, want %v", epoch, got, want)
		}
	}
}
