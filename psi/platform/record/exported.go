package record

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/ledger/report"
)

// exportedCheckpoints reads the witnesses beside an exported log.
func exportedCheckpoints(dir string, v ledger.Verifier) (known []*ledger.Checkpoint, signed []report.Witness, err error) {
	witnesses := filepath.Join(filepath.Dir(dir), "witnesses")
	signed = []report.Witness{}
	names, err := fs.Glob(os.DirFS(witnesses), "*.checkpoint")
	if err != nil {
		return nil, nil, err
	}
	for _, name := range names {
		name = filepath.Join(witnesses, name)
		note, err := os.ReadFile(name)
		if err != nil {
			return nil, nil, err
		}
		key, err := os.ReadFile(strings.TrimSuffix(name, ".checkpoint") + ".key")
		if err != nil {
			return nil, nil, err
		}
		w, err := ledger.NewWitnessVerifier(strings.TrimSpace(string(key)))
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", name, err)
		}
		if err := ledger.CheckCosignature(note, w); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", name, err)
		}
		c, err := ledger.OpenCheckpoint(note, v)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", name, err)
		}
		known = append(known, c)
		signed = append(signed, report.Witness{Name: w.Name(), Entries: c.Size})
	}
	return known, signed, nil
}
