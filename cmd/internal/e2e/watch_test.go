//go:build unix

package e2e

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// everything is all names below a folder, with modes, sizes, times of change and
// digests.
func everything(ts *testscript.TestScript, dir string) map[string]string {
	all := map[string]string{}
	ts.Check(filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil // a server has removed it
		}
		if err != nil {
			return err
		}
		all[path] = fmt.Sprint(info.Mode(), info.Size(), info.ModTime())
		if d.Type().IsRegular() {
			b, err := os.ReadFile(path)
			all[path] += fmt.Sprintf(" %x", sha256.Sum256(b))
			return err
		}
		return nil
	}))
	return all
}

func watch(ts *testscript.TestScript, _ bool, args []string) {
	dir := ts.MkAbs(args[0])
	was := everything(ts, dir)
	for range 100 {
		time.Sleep(200 * time.Millisecond)
		now := everything(ts, dir)
		if maps.Equal(was, now) {
			ts.Setenv("WATCHED_"+args[0], fmt.Sprint(now)) // fmt sorts by name
			return
		}
		was = now
	}
	ts.Fatalf("%s does not come to rest", args[0])
}

func same(ts *testscript.TestScript, _ bool, args []string) {
	if now := fmt.Sprint(everything(ts, ts.MkAbs(args[0]))); now != ts.Getenv("WATCHED_"+args[0]) {
		ts.Fatalf("%s has changed: it was\n%s\nand is\n%s", args[0], ts.Getenv("WATCHED_"+args[0]), now)
	}
}
