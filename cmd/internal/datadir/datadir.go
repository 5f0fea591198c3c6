// Package datadir opens data directories for commands.
package datadir

import (
	"context"
	"database/sql/driver"
	"time"

	"github.com/blindmatch/blindmatch/internal/seal"
	"github.com/blindmatch/blindmatch/psi/platform"
)

// Opener opens the data directory in --data for a command.
type Opener func(ctx context.Context, dir string) (*platform.Directory, error)

// Make opens a data directory, and makes it if there is none.
func Make(ctx context.Context, dir string) (*platform.Directory, error) {
	return Sealed(ctx, platform.OpenDirectory, dir, platform.DirectoryConfig{})
}

// Read opens one for reading only.
func Read(ctx context.Context, dir string) (*platform.Directory, error) {
	return Sealed(ctx, platform.OpenDirectoryReadOnly, dir, platform.DirectoryConfig{})
}

// Write opens one that there is.
func Write(ctx context.Context, dir string) (*platform.Directory, error) {
	return Sealed(ctx, platform.OpenExistingDirectory, dir, platform.DirectoryConfig{})
}

// storeKey is the key of a context with a connector.
type storeKey struct{}

// WithStore is a context for commands on data directories whose database is on a PostgreSQL server; nil: is not.
func WithStore(ctx context.Context, c driver.Connector) context.Context {
	return context.WithValue(ctx, storeKey{}, c)
}

// Sealed opens a data directory whose keys are sealed as the environment says, with the database of the context.
func Sealed(ctx context.Context, open func(string, platform.DirectoryConfig) (*platform.Directory, error), dir string, cfg platform.DirectoryConfig) (*platform.Directory, error) {
	cfg, err := Complete(ctx, cfg)
	if err != nil {
		return nil, err
	}
	return open(dir, cfg)
}

// Complete is cfg with the sealer that the environment names, and the database of the context, as far as there are any.
func Complete(ctx context.Context, cfg platform.DirectoryConfig) (platform.DirectoryConfig, error) {
	cfg.Postgres, _ = ctx.Value(storeKey{}).(driver.Connector)
	s, err := seal.FromEnvironment()
	if s != nil {
		cfg.Sealer = s
	}
	return cfg, err
}

// Time is a time of the store's, RFC 3339, in a format.
func Time(stored, format string) string {
	t, err := time.Parse(time.RFC3339Nano, stored)
	if err != nil {
		return stored
	}
	return t.Format(format)
}
