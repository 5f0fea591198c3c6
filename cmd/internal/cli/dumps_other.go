//go:build !unix

package cli

// noDumps has nothing to do: Windows writes full dumps only if an administrator says so.
func noDumps() {}
