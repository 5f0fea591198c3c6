package platform

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// keepHouse expires what is old until the platform is closed.
func (p *Platform) keepHouse() {
	ctx := p.env.Context()
	ticker := time.NewTicker(min(time.Minute, p.cfg.Lifetimes.Idle/4+time.Millisecond))
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		p.keepReserve()
		p.sessions.Expire()
		if err := p.sessions.DropStrays(ctx); err != nil && ctx.Err() == nil {
			p.cfg.Log.Error("expired answers", "error", err)
		}
		if err := p.expireMatches(ctx); err != nil && ctx.Err() == nil {
			p.cfg.Log.Error("expired matches", "error", err)
		}
		if err := errors.Join(p.env.Audiences.Expire(ctx), p.env.Audiences.Tidy(ctx)); err != nil && ctx.Err() == nil {
			p.cfg.Log.Error("expired audiences", "error", err)
		}
		if err := p.env.Accounts.Keep(ctx, p.store.rows.DB()); err != nil && ctx.Err() == nil {
			p.cfg.Log.Error("budget clock", "error", err)
		}
		if err := errors.Join(p.env.Journal.Confirm(), p.env.Journal.KeepAnchor()); err != nil {
			p.cfg.Log.Error("ledger", "error", err)
		}
		if err := p.sessions.Epochs.Refresh(ctx); err != nil && ctx.Err() == nil {
			p.cfg.Log.Error("refresh epochs", "error", err)
		}
	}
}

// keepReserve takes up the disk's reserve, or says that it could not.
func (p *Platform) keepReserve() {
	if held, err := p.env.Room.Keep(); err != nil || !held {
		p.cfg.Log.Error("the disk is full, or nearly: no new sessions until there is room", "error", err)
	}
}

// expireMatches removes lists of matches and destroys session keys once they have been kept for the configured time.
func (p *Platform) expireMatches(ctx context.Context) error {
	lists, err := store.ListFiles(p.store.rows.Files.Matches(), "*.csv")
	if err != nil {
		return err
	}
	for _, path := range lists {
		info, err := os.Stat(path)
		if err == nil && time.Since(info.ModTime()) > p.cfg.Lifetimes.Matches {
			err = os.Remove(path)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return eraserOf(p.store).Expire(ctx, time.Now().Add(-p.cfg.Lifetimes.Index))
}
