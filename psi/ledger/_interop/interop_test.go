// Package interop verifies one of our ledgers with programs that know nothing about Blindmatch: tessera's fsck and
// torchwood.
package interop

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/torchwood"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const size = 300 // a full tile, a partial one, and one above both

func newLog(t *testing.T) (*ledger.Log, note.Verifier) {
	l, err := ledger.Open(t.TempDir(), "blindmatch/interop")
	check(t, err)
	for i := range size {
		check(t, l.Append(&ledger.Entry{Type: ledger.TypeRefusal, Refusal: &ledger.Refusal{Advertiser: fmt.Sprintf("a%d", i), Code: "mode_off"}}))
	}
	v, err := note.NewVerifier(l.VerifierKey())
	check(t, err)
	return l, v
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// byFsck does what tessera's cmd/fsck does. When that finds an error it may never return (v1.0.4): that also counts as
// not verified.
func byFsck(dir string, v note.Verifier) error { return byFsckWithin(dir, v, 2*time.Second) }

func byFsckWithin(dir string, v note.Verifier, patience time.Duration) error {
	done := make(chan error, 1)
	check := fsck.New(v.Name(), v, client.FileFetcher{Root: dir}, hashBundle, fsck.Opts{N: 1})
	go func() { done <- check.Check(context.Background()) }()
	select {
	case err := <-done:
		return err
	case <-time.After(patience):
		return errors.New("fsck does not return")
	}
}

func hashBundle(bundle []byte) ([][]byte, error) {
	var b api.EntryBundle
	if err := b.UnmarshalText(bundle); err != nil {
		return nil, err
	}
	var hashes [][]byte
	for _, e := range b.Entries {
		hashes = append(hashes, rfc6962.DefaultHasher.HashLeaf(e))
	}
	return hashes, nil
}

// ours is the policy that the log's own signature is enough.
func ours(v note.Verifier) torchwood.Policy {
	return torchwood.ThresholdPolicy(2, torchwood.OriginPolicy(v.Name()), torchwood.SingleVerifierPolicy(v))
}

func byTorchwood(dir string, v note.Verifier) error {
	signed, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return err
	}
	c, _, err := torchwood.VerifyCheckpoint(signed, ours(v))
	if err != nil {
		return err
	}
	files, err := torchwood.NewTileFS(os.DirFS(dir))
	if err != nil {
		return err
	}
	log, err := torchwood.NewClient(files, torchwood.WithTimeout(5*time.Second))
	if err != nil {
		return err
	}
	n := int64(0)
	for i, e := range log.AllEntries(context.Background(), c.Tree, 0) {
		if p, err := ledger.ParseEntry(e); err != nil || i != n || p.Seq != n {
			return fmt.Errorf("entry %d is not ours", i)
		}
		n++
	}
	if log.Err() != nil || n != c.N {
		return fmt.Errorf("%d of %d entries: %w", n, c.N, log.Err())
	}
	return nil
}

func TestPublicToolsVerify(t *testing.T) {
	l, v := newLog(t)
	check(t, byFsck(l.Dir(), v))
	check(t, byTorchwood(l.Dir(), v))
	for _, index := range []int64{0, 255, 256, size - 1} {
		receipt, err := l.Receipt(index)
		check(t, err)
		entry, err := torchwood.ProofExtraData(receipt)
		check(t, err)
		check(t, torchwood.VerifyProof(ours(v), tlog.RecordHash(entry), receipt))
	}
}

// The ledger in the folder that BLINDMATCH_LEDGER names, for tests of the main module.
func TestThatLedger(t *testing.T) {
	dir := os.Getenv("BLINDMATCH_LEDGER")
	if dir == "" {
		t.Skip("BLINDMATCH_LEDGER names no folder")
	}
	v, err := note.NewVerifier(os.Getenv("BLINDMATCH_LEDGER_KEY"))
	check(t, err)
	check(t, byFsckWithin(dir, v, 5*time.Minute))
	check(t, byTorchwood(dir, v))
}

func TestPublicToolsVerifyCosignature(t *testing.T) {
	l, v := newLog(t)
	c, err := l.Checkpoint()
	check(t, err)
	w, err := ledger.GenerateWitness("witness/acme")
	check(t, err)
	wv, err := torchwood.NewCosignatureVerifier(w.VerifierKey())
	check(t, err)
	both := torchwood.ThresholdPolicy(2, ours(v), torchwood.SingleVerifierPolicy(wv))
	_, _, err = torchwood.VerifyCheckpoint(w.Cosign(c, time.Now()), both)
	check(t, err)
	if _, _, err := torchwood.VerifyCheckpoint(c.Note, both); err == nil {
		t.Fatal("the cosignature is missing, and nothing complains")
	}
}

// One flipped byte in a file that belongs to the checkpoint is found by fsck, and, in the entries and the checkpoint,
// by torchwood as well. (They don't read partial tiles of smaller sizes; our own verifier does.)
func TestPublicToolsFindFlippedByte(t *testing.T) {
	l, v := newLog(t)
	for _, name := range []string{
		"checkpoint", "tile/entries/000", "tile/entries/001.p/44", "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1",
	} {
		path := filepath.Join(l.Dir(), filepath.FromSlash(name))
		good, err := os.ReadFile(path)
		check(t, err)
		for i := 0; i < len(good); i += max(1, len(good)/3) {
			bad := bytes.Clone(good)
			bad[i] ^= 1
			check(t, os.WriteFile(path, bad, 0o600))
			if byFsck(l.Dir(), v) == nil {
				t.Errorf("fsck does not see byte %d of %s", i, name)
			}
			if !strings.HasPrefix(name, "tile/0") && !strings.HasPrefix(name, "tile/1") && byTorchwood(l.Dir(), v) == nil {
				t.Errorf("torchwood does not see byte %d of %s", i, name)
			}
		}
		check(t, os.WriteFile(path, good, 0o600))
	}
	check(t, byFsck(l.Dir(), v))
}
