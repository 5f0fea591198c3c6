package ledger

import (
	"path/filepath"

	"github.com/blindmatch/blindmatch/internal/durable"
)

// Packages that embed a log test crashes of whole sessions, for which they need
// the log's steps too: they get at them here, and nobody outside of psi can.
func init() {
	durable.OpenLog = func(dir, origin string, h durable.Hook) (any, error) {
		l, err := open(dir, origin, func(op, path string) fault {
			d := disk{root: filepath.Join(dir, logFolder), tmp: filepath.Join(dir, tmpFolder)}
			from := ""
			switch op {
			case "tear":
				return faultNone
			case "create", "write", "sync":
				path = d.staged(path)
			case "rename":
				path, from = d.path(path), d.staged(path)
			case "remove":
				path = d.path(path)
			case "unstage":
				op, path = durable.Remove, filepath.Join(d.tmp, path)
			}
			switch h(op, path, from) {
			case durable.Fail:
				return faultBefore
			case durable.DoFail:
				return faultAfter
			}
			return faultNone
		})
		return l, err
	}
}
