// Command release builds everything that a release of Blindmatch consists of, into one folder. Two runs for the same
// commit write the same bytes, wherever they are run: nothing of the machine, its clock or its folders gets in.
//
//	cd release && go run . -version v0.1.0
//
// docs/release.md says what comes out, and how to check it.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	r := Release{Key: os.Getenv("BLINDMATCH_RELEASE_KEY"), Password: os.Getenv("BLINDMATCH_RELEASE_PASSWORD")}
	var targets string
	fs := flag.NewFlagSet("release", flag.ContinueOnError)
	fs.StringVar(&r.Version, "version", "", "version, such as v0.1.0 (required)")
	fs.StringVar(&r.Source, "source", "..", "folder of the sources")
	fs.StringVar(&r.Out, "out", "../dist", "folder to make; it must not exist")
	fs.StringVar(&targets, "target", strings.Join(Targets, ","), "what to build for")
	fs.StringVar(&r.URL, "url", "https://github.com/blindmatch/blindmatch/releases/download", "where the files will be downloaded from, for Homebrew and winget")
	fs.BoolVar(&r.Dirty, "dirty", false, "build although files differ from the commit, to try something")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if fs.NArg() > 0 {
		return fmt.Errorf("unknown argument %q", fs.Arg(0))
	}
	r.Targets = strings.Split(targets, ",")
	return r.Make(ctx)
}
