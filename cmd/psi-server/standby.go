package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/psi/platform"
)

// lookEvery is how often a server that waits looks whether another one still serves.
const lookEvery = 500 * time.Millisecond

// takeOver opens a platform as soon as no other process serves from its data directory. It is nil
// if ctx ends before.
func takeOver(ctx context.Context, data string, cfg platform.Config) (*platform.Platform, error) {
	waiting := false
	for {
		p, err := platform.Open(data, cfg)
		if !errors.Is(err, platform.ErrLocked) {
			if err == nil && waiting {
				cfg.Log.Warn("standby: takes over")
			}
			return p, err
		}
		if !waiting {
			waiting = true
			cfg.Log.Info("standby: another server runs on the data directory; waiting")
		}
		select {
		case <-ctx.Done():
			cfg.Log.Info("stopped")
			return nil, nil
		case <-time.After(lookEvery):
		}
	}
}

// evicted ends the process at once, as if it was killed: another may have taken over, and goes on with the sessions.
func evicted(log *slog.Logger) func(error) {
	return func(err error) {
		log.Error("the connection to PostgreSQL that has the lock to serve is gone: ending at once; start the server again, with --standby it waits", "error", err)
		os.Exit(cli.ExitFailed)
	}
}

func closeOf(p *platform.Platform) error {
	if p == nil {
		return nil
	}
	return p.Close()
}
