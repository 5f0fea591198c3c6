package datadir

import (
	"context"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
)

// noAnchor is the value of --anchor for no anchor.
const noAnchor = "none"

// AnchorFlag adds the flag --anchor.
func AnchorFlag(c *cobra.Command, path *string) {
	c.Flags().StringVar(path, "anchor", "", "file outside the data directory that remembers the ledger's head, so that a restored copy is noticed; or none (default: in the user's configuration folder)")
}

// Anchor returns the anchor of a data directory: the one that was named, or the platform's own in the user's
// configuration folder. open opens the data directory, which keeps the platform's name.
func Anchor(ctx context.Context, data, named string, open Opener) (string, error) {
	switch named {
	case noAnchor:
		return "", nil
	case "":
	default:
		return named, nil
	}
	config, err := os.UserConfigDir()
	if err != nil {
		return "", err
	}
	store, err := open(ctx, data)
	if err != nil {
		return "", err
	}
	defer store.Close()
	name, err := store.PlatformIdentity(ctx)
	return filepath.Join(config, "blindmatch", "anchors", name), err
}
