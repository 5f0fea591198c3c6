//go:build unix

package store

import (
	"fmt"
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// checkOwner refuses to let root write into a directory of another user: what root makes there, that user's server can't
// open any more. The database says whose the directory is, and without one the directory itself.
func checkOwner(l Layout) error {
	if os.Geteuid() != 0 {
		return nil
	}
	info, err := os.Stat(l.Database())
	if err != nil {
		info, err = os.Stat(l.Dir())
	}
	if err != nil {
		return nil // it is made, and root's
	}
	uid := int(info.Sys().(*syscall.Stat_t).Uid)
	if uid == 0 {
		return nil
	}
	name := "#" + strconv.Itoa(uid)
	if u, err := user.LookupId(strconv.Itoa(uid)); err == nil {
		name = u.Username
	}
	return fmt.Errorf("it belongs to user %s, who could not open what root writes there: run the command as that user (sudo -u %s …)", name, name)
}
