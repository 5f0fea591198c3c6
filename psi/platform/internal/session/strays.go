package session

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

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
		if _, open, err := p.Rows.Sessions.IsOpen(ctx, e.Name()); err != nil {
			return fmt.Errorf("data directory: %w", err)
		} else if open {
			continue // about to be opened, or to go on
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
