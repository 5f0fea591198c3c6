package cli

import (
	"os"
	"path/filepath"
)

// LogFolder refuses what a flag names as the folder of an exported log, if there is none, and says where it is if the
// whole export was named.
func LogFolder(flag, dir string) error {
	is := func(path ...string) bool {
		_, err := os.Stat(filepath.Join(path...))
		return err == nil
	}
	switch {
	case is(dir, "checkpoint"):
		return nil
	case is(dir, "log", "checkpoint"):
		return Usagef("--%s: %s is the export as a whole: want the folder log in it, %s", flag, dir, filepath.Join(dir, "log"))
	case !is(dir):
		return Usagef("--%s: %s does not exist: want the folder log of an export", flag, dir)
	}
	return Usagef("--%s: %s has no file checkpoint, so it is no log: want the folder log of an export", flag, dir)
}
