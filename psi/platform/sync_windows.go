package platform

// isSyncRefused says that Windows can't flush a directory; its file systems
// journal names themselves.
func isSyncRefused(error) bool { return true }
