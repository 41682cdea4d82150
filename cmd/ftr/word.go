package main

import (
	"os"
	"strconv"
	"time"

	"github.com/spf13/cobra"
)

// Words that are no host where they stand first: all else of the command line is
// options and one host, in any order. Behind -- or with a dot at its end a host
// may have such a name.
const (
	wordCompletion = "completion"
	wordManual     = "__man" // for who builds packages
)

// ownWord does what a command line that begins with one of these words asks for,
// which opens nothing, and returns what is to be printed. If ok is false, it
// begins with none.
func ownWord(args []string) (text string, ok bool, err error) {
	if len(args) == 0 {
		return "", false, nil
	}
	switch args[0] {
	case wordCompletion:
		text, err = completion(args[1:])
	case wordManual:
		text = manual(buildTime(os.Getenv("SOURCE_DATE_EPOCH"), time.Now()))
	case cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd:
		text, err = answerShell(args)
	default:
		return "", false, nil
	}
	return text, true, err
}

// buildTime returns the time that a build is to take for now, in seconds since
// 1970 (reproducible-builds.org/specs/source-date-epoch), or else now.
func buildTime(epoch string, now time.Time) time.Time {
	if s, err := strconv.ParseInt(epoch, 10, 64); err == nil {
		return time.Unix(s, 0).UTC()
	}
	return now.UTC()
}
