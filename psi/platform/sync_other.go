//go:build !windows

package platform

func isSyncRefused(error) bool { return false }
