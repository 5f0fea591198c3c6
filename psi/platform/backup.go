package platform

import (
	"context"

	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/backup"
)

// BackupContents says what a backup holds.
type BackupContents = backup.Contents

// BackupFile is a file of a backup.
type BackupFile = backup.File

// Backup copies a data directory into a new folder, also while a platform serves from it, and verifies the copy. It
// holds the keys of the data directory, sealed or not as they are there. Left out is what must not go on in a restored
// copy: epochs, open sessions and audiences. also names folders in the data directory that are not the platform's own.
func Backup(ctx context.Context, d *Directory, to string, also ...string) (*BackupContents, error) {
	name, err := d.PlatformIdentity(ctx)
	if err != nil {
		return nil, err
	}
	return backup.Make(ctx, backup.Source{Rows: d.rows, Journal: d.journal, Name: name, Also: also}, to, verifyIn)
}

// Restore makes a data directory of a backup, in a new or an empty folder. Its ledger and imports fail with
// ledger.ErrRolledBack until Acknowledge has recorded that it was restored.
func Restore(ctx context.Context, from, dir string) (*BackupContents, error) {
	return backup.Restore(ctx, from, dir, verifyIn)
}

// verifyIn verifies the ledger of a data directory. No key is needed for that.
func verifyIn(ctx context.Context, dir string) (*ledger.Checkpoint, error) {
	d, err := OpenDirectoryReadOnly(dir, DirectoryConfig{})
	if err != nil {
		return nil, err
	}
	defer d.Close()
	head, _, err := d.VerifyLedger(ctx, nil)
	return head, err
}
