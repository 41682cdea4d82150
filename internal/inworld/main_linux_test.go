package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ftr/internal/lab"
)

func TestParseTakesFlagsBeforeTheWorldOnly(t *testing.T) {
	j, err := parse([]string{"-user", "nobody", "-ping", "-seed", "7", "-report", "json", "eleven", "ls", "-l"}, &bytes.Buffer{})
	if err != nil {
		t.Fatal(err)
	}
	if j.user != "nobody" || !j.ping || j.seed != 7 || j.report != "json" || j.world != "eleven" {
		t.Errorf("got %+v", j)
	}
	if got := strings.Join(j.command, " "); got != "ls -l" {
		t.Errorf("the command is %q", got)
	}
}

func TestParseRefusesWrongUsage(t *testing.T) {
	for _, args := range []string{"", "eleven", "-user joe eleven ls", "-report xml eleven ls", "-speed 3 eleven ls"} {
		if _, err := parse(strings.Fields(args), &bytes.Buffer{}); err == nil {
			t.Errorf("%q is taken", args)
		}
	}
	var help bytes.Buffer
	if _, err := parse([]string{"-h"}, &help); !errors.Is(err, flag.ErrHelp) || !strings.Contains(help.String(), "-seed") {
		t.Errorf("-h: %v, %q", err, help.String())
	}
}

func TestLoadKnowsNamesAndFiles(t *testing.T) {
	file := filepath.Join(t.TempDir(), "my.world")
	if err := os.WriteFile(file, []byte("source 192.0.2.1\nhop *\ndest 192.0.2.9 rtt=1ms\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, hops := range map[string]int{"eleven": 10, file: 1} {
		w, err := load(name)
		if err != nil || len(w.Hops) != hops {
			t.Errorf("%s: %v, want %d hops", name, err, hops)
		}
	}
	if _, err := load("nowhere"); err == nil || !strings.Contains(err.Error(), "eleven") {
		t.Errorf("got %v, want the names of the worlds", err)
	}
}

// inWorld runs the command with the terminal's streams replaced.
func inWorld(args ...string) (status int, stdout, stderr string) {
	var out, err bytes.Buffer
	status = run(context.Background(), args, strings.NewReader("input"), &out, &err)
	return status, out.String(), err.String()
}

func TestTheCommandSpeaksForItself(t *testing.T) {
	lab.Require(t)
	status, stdout, stderr := inWorld("-report", "none", "eleven", "sh", "-c", "cat; echo; cat /etc/resolv.conf; echo oops >&2; exit 5")
	if status != 5 || stdout != "input\nnameserver 127.0.0.1\n" || stderr != "oops\n" {
		t.Errorf("got %d, %q, %q", status, stdout, stderr)
	}
}

func TestReportTellsWhatTheNetworkSaw(t *testing.T) {
	lab.Require(t)
	// bash speaks UDP by itself: one datagram to the destination, and one to
	// the STUN server that is no STUN.
	script := "echo x >/dev/udp/142.251.46.174/33434; echo x >/dev/udp/127.0.0.2/3478; sleep 0.1"
	status, _, stderr := inWorld("-report", "json", "eleven", "bash", "-c", script)
	var r report
	if err := json.Unmarshal([]byte(stderr), &r); err != nil || status != 0 {
		t.Fatalf("status %d, %v: %s", status, err, stderr)
	}
	if r.ProbesSent != 1 || r.ProbesPerTTL[64] != 1 || r.STUNRequests != 0 || len(r.Questions) != 0 || r.WallMS < 100 {
		t.Errorf("got %+v", r)
	}
	p := r.Probes[0]
	if p.Protocol != "UDP" || p.From == nil || *p.From != "142.251.46.174" || *p.NetworkMS < 25 {
		t.Errorf("got %s", stderr)
	}
	_, _, text := inWorld("eleven", "bash", "-c", script)
	for _, want := range []string{"status 0 after ", "1 probes, 0 STUN requests", "TTL 64  1 probes, 142.251.46.174 in 25.", "0 DNS questions"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in %s", want, text)
		}
	}
}

func TestWhatCannotRunIsSaid(t *testing.T) {
	lab.Require(t)
	status, _, stderr := inWorld("eleven", "no-such-program")
	if status != 1 || !strings.HasPrefix(stderr, "inworld: ") || !strings.Contains(stderr, "no-such-program") {
		t.Errorf("got %d, %q", status, stderr)
	}
	if status, _, _ := inWorld("eleven"); status != 2 {
		t.Errorf("wrong usage: status %d", status)
	}
}
