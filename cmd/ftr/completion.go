package main

import (
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// A shell is one that ftr can complete command lines for.
type shell struct {
	name   string
	script func(*cobra.Command, io.Writer) error
}

// shells lists them in the order of messages. Their scripts ask ftr itself what
// to offer, see answerShell.
var shells = []shell{
	{"bash", func(c *cobra.Command, w io.Writer) error { return c.GenBashCompletionV2(w, true) }},
	{"zsh", (*cobra.Command).GenZshCompletion},
	{"fish", func(c *cobra.Command, w io.Writer) error { return c.GenFishCompletion(w, true) }},
	{"powershell", (*cobra.Command).GenPowerShellCompletionWithDesc},
}

// completion returns what "ftr completion" with these arguments prints: the
// script for a shell.
func completion(args []string) (string, error) {
	const hint = "try: ftr completion bash, zsh, fish or powershell; for a host of that name: ftr -- completion"
	switch {
	case len(args) == 1 && (args[0] == "-h" || args[0] == "--help"):
		return helpText, nil
	case len(args) == 0:
		return "", usagef(hint, "no shell given")
	case len(args) > 1:
		return "", usagef(hint, "a completion script is for one shell, not %s", printable(strings.Join(args, " ")))
	}
	i := slices.IndexFunc(shells, func(s shell) bool { return s.name == args[0] })
	if i < 0 {
		return "", usagef(hint, "%s is not a shell that ftr knows", printable(args[0]))
	}
	var b strings.Builder
	c, act := defaultConfig(), actTrace
	err := shells[i].script(newCommand(&c, &act), &b)
	return b.String(), err
}
