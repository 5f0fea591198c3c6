package session

// InSession says whether a client has an open session.
func InSession(x *Sessions, client string) bool {
	for _, s := range x.registry.all() {
		if s.client == client && s.isOpen() {
			return true
		}
	}
	return false
}
