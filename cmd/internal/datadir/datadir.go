// Package datadir opens data directories for commands.
package datadir

import (
	"context"
	"time"

	"github.com/blindmatch/blindmatch/internal/seal"
	"github.com/blindmatch/blindmatch/psi/platform"
)

// Opener opens the data directory in --data for a command.
type Opener func(ctx context.Context, dir string) (*platform.Directory, error)

// Make opens a data directory, and makes it if there is none.
func Make(_ context.Context, dir string) (*platform.Directory, error) {
	return Sealed(platform.OpenDirectory, dir, platform.DirectoryConfig{})
}

// Read opens one for reading only.
func Read(_ context.Context, dir string) (*platform.Directory, error) {
	return Sealed(platform.OpenDirectoryReadOnly, dir, platform.DirectoryConfig{})
}

// Write opens one that there is.
func Write(_ context.Context, dir string) (*platform.Directory, error) {
	return Sealed(platform.OpenExistingDirectory, dir, platform.DirectoryConfig{})
}

// Sealed opens a data directory whose keys are sealed as the environment says.
func Sealed(open func(string, platform.DirectoryConfig) (*platform.Directory, error), dir string, cfg platform.DirectoryConfig) (*platform.Directory, error) {
	cfg, err := WithSealer(cfg)
	if err != nil {
		return nil, err
	}
	return open(dir, cfg)
}

// WithSealer is cfg with the sealer that the environment names, if it names one.
func WithSealer(cfg platform.DirectoryConfig) (platform.DirectoryConfig, error) {
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
