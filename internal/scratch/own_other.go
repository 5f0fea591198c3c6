//go:build !unix

package scratch

import "io/fs"

// unlockFirst says whether a locked file can't be removed.
const unlockFirst = true

// isOwn can't tell here: the folder for temporary files is a user's own.
func isOwn(fs.FileInfo) bool { return true }
