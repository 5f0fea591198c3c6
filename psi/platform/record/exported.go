package record

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/blindmatch/blindmatch/psi"
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
		base := strings.TrimSuffix(name, ".checkpoint")
		key, err := os.ReadFile(base + ".key")
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
		client, err := clientOf(base+".name", w.Name())
		if err != nil {
			return nil, nil, err
		}
		known = append(known, c)
		signed = append(signed, report.Witness{Name: client, Entries: c.Size})
	}
	return known, signed, nil
}

// clientOf is the client whom the platform says a witness is, or other if it doesn't.
func clientOf(path, other string) (string, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return other, nil
	}
	if err != nil {
		return "", err
	}
	client := strings.TrimSpace(string(b))
	if err := psi.CheckIdentity(client); err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	return client, nil
}
