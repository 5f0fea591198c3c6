package watch

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Tree returns all names below a folder and its own, with modes, sizes, times of change and digests of contents. What
// goes away meanwhile, as a server removes it, is left out.
func Tree(t interface {
	Fatalf(format string, args ...any)
}, dir string) map[string]string {
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil {
			all[path], err = describe(path, d)
		}
		if errors.Is(err, fs.ErrNotExist) && path != dir {
			delete(all, path)
			return nil
		}
		return err
	})
	if err != nil {
		t.Fatalf("%v", err)
	}
	return all
}

func describe(path string, d fs.DirEntry) (string, error) {
	info, err := d.Info()
	if err != nil {
		return "", err
	}
	text := fmt.Sprint(info.Mode(), info.Size(), info.ModTime())
	if !d.Type().IsRegular() {
		return text, nil
	}
	b, err := os.ReadFile(path)
	return fmt.Sprintf("%s %x", text, sha256.Sum256(b)), err
}
