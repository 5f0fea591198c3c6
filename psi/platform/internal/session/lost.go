package session

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// DropLost cleans up after the last process: the sessions that it left open have lost their keys.
func (p *Sessions) DropLost(ctx context.Context) error {
	lost, err := p.Rows.Sessions.Open(ctx)
	if err != nil {
		return err
	}
	// Matches that the advertiser was never told about.
	dead, err := p.Rows.Files.Unfinished().MatchLists()
	if err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	drafts, err := p.Rows.Audiences.Drafts(ctx)
	if err != nil {
		return err
	}
	for _, id := range lost {
		dead = append(dead, p.Rows.Files.MatchList(id))
		// The ledger decides what becomes of a change of an audience, and of the index of whom it was about.
		if !slices.ContainsFunc(drafts, func(d store.Audience) bool { return d.Session == id }) {
			dead = append(dead, p.Rows.Files.MatchIndex(id))
		}
	}
	for _, name := range dead {
		if err := durable.Drop(name); err != nil {
			return fmt.Errorf("data directory: %w", err)
		}
	}
	for _, dir := range []string{p.Rows.Files.Matches(), p.Rows.Files.Subjects()} { // the removed files must not come back
		if err := durable.SyncDir(dir); err != nil {
			return fmt.Errorf("data directory: %w", err)
		}
	}
	if err := p.DropStrays(ctx); err != nil {
		return err
	}
	if len(lost) > 0 {
		p.Log.Warn("sessions lost: the last process ended while they were open", "sessions", len(lost))
	}
	return p.Rows.Sessions.FailOpen(ctx) // last, so that all of it is repeated if the process is killed before
}

// DropStrays removes the session files that earlier processes left, except the handles of answers that have not
// expired.
func (p *Sessions) DropStrays(ctx context.Context) error {
	dir := p.Rows.Files.Sessions()
	left, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	for _, e := range left {
		if p.registry.has(e.Name()) {
			continue
		}
		b, err := p.Rows.Sessions.Answer(ctx, e.Name())
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
