package ledger

import (
	"path/filepath"
	"strings"

	"github.com/blindmatch/blindmatch/psi/internal/durable"
)

// Packages that embed a log test crashes of whole sessions, for which they need
// the log's steps too: they get at them here, and nobody outside of psi can.
func init() {
	durable.OpenLog = func(dir, origin string, h durable.Hook) (any, error) {
		l, err := open(dir, origin, func(op, path string) fault {
			if op == "tear" {
				return faultNone
			}
			if !filepath.IsAbs(path) {
				path = filepath.Join(dir, logFolder, filepath.FromSlash(path))
			}
			from := ""
			switch op {
			case "write", "sync", "rename":
				// Its file has another name until it is renamed.
				from = filepath.Join(dir, tmpFolder, "new-"+strings.ReplaceAll(filepath.Base(filepath.Dir(path))+"-"+filepath.Base(path), ".", ""))
				if op != "rename" {
					path, from = from, ""
				}
			}
			switch h(op, path, from) {
			case durable.Fail:
				return faultBefore
			case durable.DoFail:
				return faultAfter
			}
			return faultNone
		})
		if err != nil {
			return nil, err
		}
		l.disk.volatile = true // h knows what a flush would have kept
		return l, nil
	}
}
