package platform

// Unrecorded keeps p from recording anything from now on.
func (p *Platform) Unrecorded() { p.store.journal.Mute() }
