package main

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// An action is what a command line asks for.
type action int

const (
	actTrace action = iota
	actHelp
	actVersion
)

// parseArgs reads the command line. Every error is a *usageError. The config
// holds what was read up to the error.
func parseArgs(args []string) (config, action, error) {
	c := defaultConfig()
	act := actTrace
	cmd := newCommand(&c, &act)
	cmd.SetArgs(args)
	if err := cmd.Execute(); err != nil {
		return c, act, usage(err)
	}
	if act == actTrace {
		return c, act, check(c, cmd.Flags())
	}
	return c, act, nil
}

// newCommand returns the one command of ftr, which does nothing but to fill c
// and act.
func newCommand(c *config, act *action) *cobra.Command {
	cmd := &cobra.Command{
		Use:           "ftr [OPTIONS] HOST",
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          func(_ *cobra.Command, args []string) error { return takeHost(c, *act, args) },
		RunE:          func(*cobra.Command, []string) error { return nil },
	}
	cmd.SetHelpFunc(func(*cobra.Command, []string) { *act = actHelp })
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return err })
	cmd.CompletionOptions.DisableDefaultCmd = true // ownWord knows it where it is no host
	addFlags(cmd.Flags(), c)
	cmd.Flags().BoolP("help", "h", false, "")
	addSwitch(cmd.Flags(), "version", "V", func() error { *act = actVersion; return nil })
	return cmd
}

// takeHost takes the target out of the arguments that are not flags.
func takeHost(c *config, act action, args []string) error {
	switch {
	case act != actTrace:
	case len(args) == 1:
		c.Host = args[0]
	case len(args) == 0 && !c.Demo:
		return usagef("try: ftr HOST, or ftr --help", "no target given")
	case len(args) == 2 && isNumber(args[1]):
		return usagef("for probes of "+args[1]+" bytes write --size "+args[1], "ftr takes one target and no packet length behind it")
	case len(args) > 1:
		return usagef("run it once for each", "ftr takes one target, not %d (%s)", len(args), printable(strings.Join(args, " ")))
	}
	return nil
}

// usage turns an error of the flag parser into one for people.
func usage(err error) error {
	var own *usageError
	var unknown *pflag.NotExistError
	var missing *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &own):
		return own
	case errors.As(err, &unknown):
		return adviseForeign(unknownFlag(unknown))
	case errors.As(err, &missing):
		return usagef("see ftr --help", "%s needs a value: %s", flagName(missing.GetFlag()), missing.GetFlag().Value.Type())
	case errors.As(err, &invalid):
		return usagef("see ftr --help", "%s %s: %v", flagName(invalid.GetFlag()), printable(invalid.GetValue()), cause(invalid))
	}
	return usagef("see ftr --help", "%s", printable(err.Error()))
}

// cause says what is wrong with a value.
func cause(e *pflag.InvalidValueError) error {
	if e.GetFlag().Value.Type() == "bool" {
		return errNotBool
	}
	return e.Unwrap()
}

// unknownFlag returns the name of a flag that does not exist. Of a letter that is
// not ASCII the parser names the first byte only, so it is read again here.
func unknownFlag(e *pflag.NotExistError) string {
	if cluster := e.GetSpecifiedShortnames(); cluster != "" {
		_, n := utf8.DecodeRuneInString(cluster)
		return printable(cluster[:n])
	}
	return printable(e.GetSpecifiedName())
}

// flagName returns a flag as people type it: the short form where there is one.
func flagName(f *pflag.Flag) string {
	if f.Shorthand != "" {
		return "-" + f.Shorthand
	}
	return "--" + f.Name
}

// printable quotes what would harm a terminal.
func printable(s string) string {
	if q := strconv.Quote(s); q[1:len(q)-1] != s {
		return q
	}
	return s
}

// wantsJSON reports whether a command line asks for JSON, also where it cannot
// be parsed, so that a script gets its document even then.
func wantsJSON(args []string) bool {
	for _, arg := range args {
		switch {
		case arg == "--":
			return false
		case arg == "--json", arg == "--json=true", clusterHas(arg, 'j'):
			return true
		}
	}
	return false
}

// clusterHas reports whether a cluster of letters like -nj holds a letter that
// does not belong to the value of one before it.
func clusterHas(arg string, letter rune) bool {
	letters, ok := strings.CutPrefix(arg, "-")
	if !ok {
		return false
	}
	for _, r := range letters {
		if r == letter {
			return true
		}
		if !strings.ContainsRune("46nIUTFAevhV", r) {
			return false
		}
	}
	return false
}
