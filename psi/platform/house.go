package platform

import (
	"errors"
	"time"
)

// keepHouse expires what is old until the platform is closed.
func (p *Platform) keepHouse() {
	ticker := time.NewTicker(min(time.Minute, p.cfg.Lifetimes.Idle/4+time.Millisecond))
	defer ticker.Stop()
	for {
		select {
		case <-p.ctx.Done():
			return
		case <-ticker.C:
		}
		p.sessions.expire()
		if err := p.dropStrayFiles(p.ctx); err != nil && p.ctx.Err() == nil {
			p.cfg.Log.Error("expired answers", "error", err)
		}
		if err := p.expireMatches(p.ctx); err != nil && p.ctx.Err() == nil {
			p.cfg.Log.Error("expired matches", "error", err)
		}
		if err := p.accounts.Keep(p.ctx, p.store.rows.DB()); err != nil && p.ctx.Err() == nil {
			p.cfg.Log.Error("budget clock", "error", err)
		}
		if err := errors.Join(p.journal.Confirm(), p.journal.KeepAnchor()); err != nil {
			p.cfg.Log.Error("ledger", "error", err)
		}
		if err := p.epochs.refresh(p.ctx); err != nil && p.ctx.Err() == nil {
			p.cfg.Log.Error("refresh epochs", "error", err)
		}
	}
}
