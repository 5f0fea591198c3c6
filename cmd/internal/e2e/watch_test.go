//go:build unix

package e2e

import (
	"fmt"
	"maps"
	"time"

	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/rogpeppe/go-internal/testscript"
)

// comesToRest waits until nothing changes below a folder, and remembers it for same.
func comesToRest(ts *testscript.TestScript, _ bool, args []string) {
	dir := ts.MkAbs(args[0])
	was := watch.Tree(ts, dir)
	for range 100 {
		time.Sleep(200 * time.Millisecond)
		now := watch.Tree(ts, dir)
		if maps.Equal(was, now) {
			ts.Setenv("WATCHED_"+args[0], fmt.Sprint(now)) // fmt sorts by name
			return
		}
		was = now
	}
	ts.Fatalf("%s does not come to rest", args[0])
}

func same(ts *testscript.TestScript, _ bool, args []string) {
	if now := fmt.Sprint(watch.Tree(ts, ts.MkAbs(args[0]))); now != ts.Getenv("WATCHED_"+args[0]) {
		ts.Fatalf("%s has changed: it was\n%s\nand is\n%s", args[0], ts.Getenv("WATCHED_"+args[0]), now)
	}
}
