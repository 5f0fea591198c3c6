package platform

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/blindmatch/blindmatch/internal/durable"
)

// dropLostSessions settles what the last process left: sessions that were open
// lost their keys with it.
func (p *Platform) dropLostSessions(ctx context.Context) error {
	lost, err := p.rows.Sessions.Open(ctx)
	if err != nil {
		return err
	}
	// Matches of which the advertiser was never told.
	dead, err := p.rows.Files.NewMatchLists()
	if err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	for _, id := range lost {
		dead = append(dead, p.rows.Files.MatchList(id), p.rows.Files.MatchIndex(id))
	}
	for _, name := range dead {
		if err := durable.Drop(name); err != nil {
			return fmt.Errorf("data directory: %w", err)
		}
	}
	for _, dir := range []string{p.rows.Files.Matches(), p.rows.Files.Subjects()} { // they must not come back
		if err := durable.SyncDir(dir); err != nil {
			return fmt.Errorf("data directory: %w", err)
		}
	}
	if err := p.dropStrayFiles(ctx); err != nil {
		return err
	}
	if len(lost) > 0 {
		p.cfg.Log.Warn("sessions lost: the last process ended while they were open", "sessions", len(lost))
	}
	return p.rows.Sessions.FailOpen(ctx) // last, so that a kill on the way repeats all of it
}

// dropStrayFiles removes what earlier processes have left of sessions, but for
// the handles of answers that have not expired.
func (p *Platform) dropStrayFiles(ctx context.Context) error {
	dir := p.rows.Files.Sessions()
	left, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	for _, e := range left {
		if p.sessions.has(e.Name()) {
			continue
		}
		b, err := p.rows.Sessions.Answer(ctx, e.Name())
		if err != nil {
			return fmt.Errorf("data directory: %w", err)
		}
		if b == nil {
			err = os.RemoveAll(filepath.Join(dir, e.Name()))
		} else {
			for _, name := range workingFiles {
				os.Remove(filepath.Join(dir, e.Name(), name))
			}
		}
		if err != nil {
			return fmt.Errorf("data directory: %w", err)
		}
	}
	return nil
}
