package main

import (
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// answerShell answers a completion script, which calls ftr with a word for what
// it wants and the command line so far; the last argument is still being typed.
// Nothing is sent and no privilege needed.
func answerShell(args []string) (string, error) {
	c, act := defaultConfig(), actTrace
	cmd := newCommand(&c, &act)
	groups := helpGroups(helpText)
	describe(cmd.Flags(), groups)
	if err := offerValues(cmd, groups); err != nil {
		return "", err
	}
	cmd.ValidArgsFunction = offerWords
	cmd.CompletionOptions.SetDefaultShellCompDirective(cobra.ShellCompDirectiveNoFileComp)

	var b strings.Builder
	cmd.SetOut(&b)
	cmd.SetErr(io.Discard)
	cmd.SetArgs(args)
	err := cmd.Execute()
	return noFiles(b.String()), err
}

// noFiles takes an answer that lets the shell offer names of files, as to a
// command line with an error in it, for one that does not: nothing of ftr's is a
// file.
func noFiles(answer string) string {
	offers, ok := strings.CutSuffix(answer, fmt.Sprintf(":%d\n", cobra.ShellCompDirectiveDefault))
	if !ok {
		return answer
	}
	return fmt.Sprintf("%s:%d\n", offers, cobra.ShellCompDirectiveNoFileComp)
}

// describe gives flags the descriptions of the help text.
func describe(flags *pflag.FlagSet, groups []helpGroup) {
	eachLong(groups, func(name string, e helpEntry) {
		if f := flags.Lookup(name); f != nil {
			f.Usage = e.Text
		}
	})
}

// offerValues says what the values of flags can be.
func offerValues(cmd *cobra.Command, groups []helpGroup) error {
	offers := map[string]cobra.CompletionFunc{
		"tos":                     fixed(codePointOffers()),
		"dscp":                    fixed(codePointOffers()),
		"interface":               offerInterfaces,
		"send-launch-interval-ms": offerInterfaces, // -i takes both
	}
	eachLong(groups, func(name string, e helpEntry) {
		if words := e.choices(); len(words) > 0 {
			offers[name] = fixed(words)
		}
	})
	for name, offer := range offers {
		if err := cmd.RegisterFlagCompletionFunc(name, offer); err != nil {
			return err
		}
	}
	return nil
}

// eachLong calls f with each long flag, without its dashes, and its entry.
func eachLong(groups []helpGroup, f func(name string, e helpEntry)) {
	for _, g := range groups {
		for _, e := range g.Entries {
			for _, flag := range e.Flags {
				if name, ok := strings.CutPrefix(flag, "--"); ok {
					f(name, e)
				}
			}
		}
	}
}

// fixed offers words, in their order.
func fixed(words []string) cobra.CompletionFunc {
	return cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp|cobra.ShellCompDirectiveKeepOrder)
}

// codePointOffers names the code points, with their numbers.
func codePointOffers() []string {
	var offers []string
	for _, name := range codePointNames() {
		point, _ := codePoint(name)
		offers = append(offers, cobra.CompletionWithDesc(name, fmt.Sprintf("code point %d", point)))
	}
	return offers
}

// offerInterfaces offers the interfaces of this machine.
func offerInterfaces(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	interfaces, err := net.Interfaces()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp // there is nothing to offer
	}
	var names []string
	for _, i := range interfaces {
		names = append(names, i.Name)
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// offerWords offers what can stand where the host is expected, but no hosts: ftr
// does not know which one is meant. That "completion" exists is said to whoever
// has begun to type it.
func offerWords(_ *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	var words []string
	switch {
	case len(args) == 0 && typed != "" && strings.HasPrefix(wordCompletion, typed):
		words = append(words, cobra.CompletionWithDesc(wordCompletion, "print the completion script for a shell"))
	case len(args) == 1 && args[0] == wordCompletion:
		for _, s := range shells {
			words = append(words, s.name)
		}
	}
	return words, cobra.ShellCompDirectiveNoFileComp
}
