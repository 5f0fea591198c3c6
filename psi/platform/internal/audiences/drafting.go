package audiences

import "sync"

// drafting knows the sessions of this process whose drafts are under way.
type drafting struct {
	mu       sync.Mutex
	sessions map[string]bool
}

func (d *drafting) begin(session string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.sessions == nil {
		d.sessions = map[string]bool{}
	}
	d.sessions[session] = true
}

func (d *drafting) end(session string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.sessions, session)
}

func (d *drafting) has(session string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.sessions[session]
}
