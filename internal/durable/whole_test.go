package durable

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// ways are the ways in which a file gets its contents.
var ways = map[string]struct {
	write    func(path, text string) error
	replaces bool
}{
	"Replace":         {func(path, text string) error { return Replace(path, []byte(text)) }, true},
	"Pending.Replace": {pending((*Pending).Replace), true},
	"Pending.Create":  {pending((*Pending).Create), false},
}

func pending(finish func(*Pending) error) func(path, text string) error {
	return func(path, text string) error {
		p, err := Begin(path)
		if err != nil {
			return err
		}
		defer p.Discard()
		if _, err := p.Write([]byte(text)); err != nil {
			return err
		}
		return finish(p)
	}
}

// Whatever step fails, the file is unchanged or complete, and nothing else is left.
func TestWhole(t *testing.T) {
	defer SetHook(nil)
	for name, way := range ways {
		for _, before := range []string{"", "old"} {
			for failing := 0; ; failing++ {
				path := filepath.Join(t.TempDir(), "file")
				if before != "" {
					require.NoError(t, os.WriteFile(path, []byte(before), 0o600))
				}
				n, last := 0, ""
				SetHook(func(op, _, _ string) Fate {
					n++
					if n-1 == failing {
						last = op
						return Fail
					}
					return Do
				})
				err := way.write(path, "new")
				after, readErr := os.ReadFile(path)
				files, dirErr := os.ReadDir(filepath.Dir(path))
				require.NoError(t, dirErr)
				switch {
				case last == "" && !way.replaces && before != "":
					require.ErrorIs(t, err, fs.ErrExist, name)
					require.Equal(t, "old", string(after))
				case last == "":
					require.NoError(t, err, name)
					require.Equal(t, "new", string(after))
				default:
					require.ErrorIs(t, err, ErrFault, "%s: %s", name, last)
					if last == SyncFolder {
						require.Equal(t, "new", string(after))
					} else if before == "" {
						require.ErrorIs(t, readErr, fs.ErrNotExist, "%s: %s", name, last)
					} else {
						require.Equal(t, "old", string(after))
					}
				}
				if readErr == nil {
					require.Len(t, files, 1, "%s: %s", name, last)
					info, err := os.Stat(path)
					require.NoError(t, err)
					if runtime.GOOS != "windows" {
						require.EqualValues(t, 0o600, info.Mode().Perm())
					}
				} else {
					require.Empty(t, files, "%s: %s", name, last)
				}
				if last == "" {
					require.Greater(t, failing, 3, "%s: no step was made to fail", name)
					break
				}
			}
		}
	}
}
