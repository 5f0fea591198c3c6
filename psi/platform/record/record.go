// Package record reads what a platform has recorded, for whoever asks what flowed to whom: the ledger of a data
// directory, or an exported one. It writes nothing, and a server may run on the data directory meanwhile.
package record

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/ledger/report"
	"github.com/blindmatch/blindmatch/psi/platform"
)

// Record is a ledger to read, with the checkpoints that witnesses have signed.
type Record struct {
	dir *platform.Directory // nil if it is an exported one
	log string              // of an exported one, its folder
	key ledger.Verifier
}

// Of is the record of a data directory. Open the directory for reading only: to verify the ledger of one that is open for
// writing locks out who writes it.
func Of(d *platform.Directory) *Record { return &Record{dir: d} }

// Exported is the record in a folder with a log's files, such as the folder log of an export. logKey is the log's verifier key. What
// witnesses have signed is looked for in the folder witnesses beside it.
func Exported(log, logKey string) (*Record, error) {
	v, err := ledger.NewVerifier(strings.TrimSpace(logKey))
	if err != nil {
		return nil, err
	}
	log, err = filepath.Abs(log) // of ".", too, there is a folder above
	return &Record{log: log, key: v}, err
}

// Directory is the data directory; nil if the record is an exported one.
func (r *Record) Directory() *platform.Directory { return r.dir }

// Close releases the data directory.
func (r *Record) Close() error {
	if r.dir == nil {
		return nil
	}
	return r.dir.Close()
}

// Verify reads the whole ledger and checks it, also against what witnesses have signed. each is called for every entry in
// order; nil means no calls.
func (r *Record) Verify(ctx context.Context, each func(*ledger.Entry) error) (*ledger.Checkpoint, *ledger.Replay, error) {
	if r.dir != nil {
		return r.dir.VerifyLedger(ctx, each)
	}
	known, _, err := exportedCheckpoints(r.log, r.key)
	if err != nil {
		return nil, nil, err
	}
	replay := new(ledger.Replay)
	head, err := ledger.Verify(r.log, r.key, known, func(e *ledger.Entry) error {
		if err := replay.Add(e); err != nil || each == nil {
			return err
		}
		return each(e)
	})
	return head, replay, err
}

// Head is the ledger's newest checkpoint, under the platform's signature. Whether the entries are those that it signs,
// Verify says.
func (r *Record) Head() (*ledger.Checkpoint, error) {
	if r.dir == nil {
		b, err := os.ReadFile(filepath.Join(r.log, "checkpoint"))
		if err != nil {
			return nil, err
		}
		return ledger.OpenCheckpoint(b, r.key)
	}
	log, err := r.dir.LedgerReader()
	if err != nil {
		return nil, err
	}
	return log.Checkpoint()
}

// Tiles reads the ledger's files.
func (r *Record) Tiles() (ledger.Tiles, error) {
	if r.dir == nil {
		return ledger.DirTiles(r.log), nil
	}
	log, err := r.dir.LedgerReader()
	if err != nil {
		var none ledger.Tiles
		return none, err
	}
	return log.Tiles(), nil
}

// Witnesses are who has signed the ledger beside the platform, and up to where. Ask before Verify: the ledger may grow, and
// so may what they have signed.
func (r *Record) Witnesses(ctx context.Context) ([]report.Witness, error) {
	if r.dir != nil {
		return witnessesOf(ctx, r.dir)
	}
	_, names, err := exportedCheckpoints(r.log, r.key)
	return names, err
}

// witnessesOf are the clients that have signed the ledger of a data directory.
func witnessesOf(ctx context.Context, s *platform.Directory) ([]report.Witness, error) {
	seen, err := s.Cosigned(ctx)
	if err != nil {
		return nil, err
	}
	log, err := s.LedgerReader()
	if err != nil {
		return nil, err
	}
	v, err := ledger.NewVerifier(log.VerifierKey())
	if err != nil {
		return nil, err
	}
	signed := []report.Witness{}
	for _, x := range seen {
		c, err := x.Verify(v)
		if err != nil {
			return nil, fmt.Errorf("the checkpoint that %s has signed: %w", x.Client, err)
		}
		signed = append(signed, report.Witness{Name: x.Client, Entries: c.Size})
	}
	return signed, nil
}
