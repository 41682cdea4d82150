// Bench runs ftr and the other traceroutes that are installed in simulated
// internets, one after the other, and prints what each took and got right.
//
//	go run ./internal/bench [-n RUNS] [-ftr PATH] [-rust PATH] [-trip PATH] [-only REGEXP] [WORLD...]
//
// It needs root on Linux. Without -ftr it builds ./cmd/ftr. The tools are
// traceroute, mtr and scamper where they are in PATH, the Rust tool ftr where
// it is called rust-ftr or -rust says, and trip of trippy. Without worlds it
// goes through all that are built in.
//
// Times are medians, and the longest beside. Right, missed and wrong count hops in the worst run; the
// RTT error is the median over the runs of the largest one of the path, against
// what the network measured itself.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"

	"ftr/internal/simnet"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	runs := flag.Int("n", 5, "runs of each tool in each world; one where a run takes over two seconds")
	path := flag.String("ftr", "", "the `binary` to measure; empty: build it")
	rust := flag.String("rust", "rust-ftr", "the Rust tool's `binary`")
	trip := flag.String("trip", "trip", "trippy's `binary`")
	only := flag.String("only", "", "only the tools whose name matches the `regexp`")
	flag.Parse()

	wanted, err := regexp.Compile(*only)
	if err != nil {
		return err
	}
	if *path == "" {
		dir, err := os.MkdirTemp("", "ftr-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		*path = filepath.Join(dir, "ftr")
		if out, err := exec.CommandContext(ctx, "go", "build", "-o", *path, "ftr/cmd/ftr").CombinedOutput(); err != nil {
			return fmt.Errorf("building ftr: %w\n%s", err, out)
		}
	}
	worlds := flag.Args()
	if len(worlds) == 0 {
		worlds = simnet.Names()
	}
	tools := matching(append(ours(*path), peers(*rust, *trip)...), wanted)
	for _, world := range worlds {
		if err := compare(ctx, os.Stdout, world, tools, *runs); err != nil {
			return fmt.Errorf("in world %s: %w", world, err)
		}
	}
	return nil
}

func matching(tools []tool, wanted *regexp.Regexp) []tool {
	var some []tool
	for _, t := range tools {
		if wanted.MatchString(t.name) {
			some = append(some, t)
		}
	}
	return some
}
