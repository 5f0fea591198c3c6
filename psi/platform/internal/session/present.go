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

// HasStanding says whether a client's owner has standing.
func HasStanding(x *Sessions, client string) bool {
	return x.Unpaid.Standing(x.Policy.Owner(client).Name)
}

// Has says whether a client has a session of this name, which is open or ended lately.
func Has(x *Sessions, client, id string) bool {
	x.registry.mu.Lock()
	defer x.registry.mu.Unlock()
	s := x.registry.byID[id]
	return s != nil && s.client == client
}

// Open is how many sessions are open.
func Open(x *Sessions) (n int) {
	for _, s := range x.registry.all() {
		if s.isOpen() {
			n++
		}
	}
	return n
}

// Unready names a dataset on which no session can begin its work yet, or is "".
func Unready(x *Epochs) string {
	x.mu.Lock()
	defer x.mu.Unlock()
	for key, e := range x.newest {
		if (!e.isReady() || e.err != nil) && x.before(e) == nil {
			return key.dataset
		}
	}
	return ""
}
