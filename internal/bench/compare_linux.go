package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"

	"ftr/internal/simnet"
)

// A sample is what one run of a tool showed.
type sample struct {
	wall   time.Duration
	probes int
	score  score
	err    error // why the run shows nothing
}

// long is how long a run may take to be repeated.
const long = 2 * time.Second

// compare runs the tools in a world in turns and prints a table of what they
// did.
func compare(ctx context.Context, out io.Writer, name string, tools []tool, runs int) error {
	w, err := simnet.Builtin(name)
	if err != nil {
		return err
	}
	samples := make([][]sample, len(tools))
	for round := range runs {
		for i := range tools {
			i = (i + round) % len(tools) // none always follows the same other
			t := tools[i]
			if len(samples[i]) > 0 && samples[i][0].wall > long {
				continue
			}
			s, err := measure(ctx, w, t, uint64(round))
			if err != nil {
				return fmt.Errorf("running %s: %w", t.name, err)
			}
			samples[i] = append(samples[i], s)
		}
	}
	return tabulate(out, name, tools, samples)
}

// tabulate prints the table of one world.
func tabulate(out io.Writer, name string, tools []tool, samples [][]sample) error {
	tw := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(tw, "%s\twall ms\tworst\tprobes\tright\tmissed\twrong\tRTT error ms\truns\t\n", name)
	for i, t := range tools {
		fmt.Fprintf(tw, "%s\t%s\n", t.name, summary(samples[i]))
	}
	fmt.Fprintln(tw)
	return tw.Flush()
}

// summary returns the columns of one tool.
func summary(samples []sample) string {
	if i := slices.IndexFunc(samples, func(s sample) bool { return s.err != nil }); i >= 0 {
		return fmt.Sprintf("%s\t\t\t\t\t\t\t%d\t%v", millis(samples[i].wall, 1), len(samples), samples[i].err)
	}
	wall := func(s sample) time.Duration { return s.wall }
	return fmt.Sprintf("%s\t%s\t%d\t%d\t%d\t%d\t%s\t%d\t",
		millis(median(samples, wall), 1),
		millis(slices.Max(column(samples, wall)), 1),
		median(samples, func(s sample) int { return s.probes }),
		slices.Min(column(samples, func(s sample) int { return s.score.right })),
		slices.Max(column(samples, func(s sample) int { return s.score.missed })),
		slices.Max(column(samples, func(s sample) int { return s.score.wrong })),
		millis(median(samples, func(s sample) time.Duration { return s.score.rttError }), 3),
		len(samples))
}

func millis(d time.Duration, decimals int) string {
	if d < 0 {
		return "-"
	}
	return fmt.Sprintf("%.*f", decimals, d.Seconds()*1000)
}

func column[T any](samples []sample, of func(sample) T) []T {
	var values []T
	for _, s := range samples {
		values = append(values, of(s))
	}
	return values
}

func median[T int | time.Duration](samples []sample, of func(sample) T) T {
	values := column(samples, of)
	slices.Sort(values)
	return values[len(values)/2]
}
