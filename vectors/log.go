package vectors

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/blindmatch/blindmatch/psi/ledger"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// logVector: entries → leaf hashes → root → checkpoint → signed note, and what follows from these: receipts and a
// witness's signature.
type logVector struct {
	Name       string      `json:"name"`
	Origin     string      `json:"origin"`
	Seed       hexBytes    `json:"seed"` // of the log's Ed25519 key
	LogKey     string      `json:"log_key"`
	Entries    []string    `json:"entries"`
	LeafHashes []hexBytes  `json:"leaf_hashes"`
	Root       hexBytes    `json:"root"`
	Checkpoint string      `json:"checkpoint"`
	Note       string      `json:"note"`
	Receipts   []receipt   `json:"receipts"`
	Witness    cosignature `json:"witness"`
	Older      []string    `json:"older"` // checkpoints that this one continues
}

type receipt struct {
	Index   int64  `json:"index"`
	Receipt string `json:"receipt"`
}

type cosignature struct {
	Name string   `json:"name"`
	Seed hexBytes `json:"seed"`
	Key  string   `json:"key"`
	Time int64    `json:"time"` // seconds since 1970
	Note string   `json:"note"`
}

func (v logVector) check() error {
	if err := v.checkEntries(); err != nil {
		return err
	}
	tree := treeOf(v.Entries)
	root, err := tlog.TreeHash(int64(len(v.Entries)), tree)
	if err != nil {
		return err
	}
	if len(v.LeafHashes) != len(v.Entries) {
		return fmt.Errorf("%d leaf hashes of %d entries", len(v.LeafHashes), len(v.Entries))
	}
	for i, h := range v.LeafHashes {
		leaf := tlog.RecordHash([]byte(v.Entries[i]))
		if err := differ(fmt.Sprintf("leaf hash %d", i), leaf[:], h); err != nil {
			return err
		}
	}
	signed, verifier, err := v.sign()
	if err != nil {
		return err
	}
	if err := firstOf(
		differ("root", root[:], v.Root),
		differ("note", signed, []byte(v.Note))); err != nil {
		return err
	}
	if err := verifyFolder(v.Note, v.Entries, verifier, v.Older...); err != nil {
		return err
	}
	c, err := ledger.OpenCheckpoint([]byte(v.Note), verifier)
	if err != nil {
		return err
	}
	for _, r := range v.Receipts {
		if err := r.check(&v, verifier); err != nil {
			return fmt.Errorf("receipt of entry %d: %w", r.Index, err)
		}
	}
	return v.Witness.check(c)
}

// checkEntries demands that every entry can be read and encodes to the same bytes.
func (v *logVector) checkEntries() error {
	for i, line := range v.Entries {
		e, err := ledger.ParseEntry([]byte(line))
		if err != nil {
			return fmt.Errorf("entry %d: %w", i, err)
		}
		again, err := e.Encode()
		if err != nil {
			return fmt.Errorf("entry %d: %w", i, err)
		}
		if err := differ(fmt.Sprintf("entry %d", i), again, []byte(line)); err != nil {
			return err
		}
	}
	return nil
}

// sign makes the log's key from its seed, and signs the checkpoint.
func (v *logVector) sign() (signed []byte, verifier ledger.Verifier, err error) {
	if len(v.Seed) != ed25519.SeedSize {
		return nil, nil, fmt.Errorf("seed of %d bytes: want %d", len(v.Seed), ed25519.SeedSize)
	}
	key, err := note.NewEd25519VerifierKey(v.Origin, ed25519.NewKeyFromSeed(v.Seed).Public().(ed25519.PublicKey))
	if err != nil {
		return nil, nil, err
	}
	if err := differ("log key", []byte(key), []byte(v.LogKey)); err != nil {
		return nil, nil, err
	}
	if verifier, err = ledger.NewVerifier(key); err != nil {
		return nil, nil, err
	}
	secret := base64.StdEncoding.EncodeToString(append([]byte{1}, v.Seed...)) // 1: Ed25519
	signer, err := note.NewSigner(fmt.Sprintf("PRIVATE+KEY+%s+%08x+%s", v.Origin, verifier.KeyHash(), secret))
	if err != nil {
		return nil, nil, err
	}
	signed, err = note.Sign(&note.Note{Text: v.Checkpoint}, signer)
	return signed, verifier, err
}

func (r *receipt) check(v *logVector, verifier ledger.Verifier) error {
	p, err := ledger.VerifyReceipt([]byte(r.Receipt), verifier)
	if err != nil {
		return err
	}
	if p.Entry.Seq != r.Index || r.Index >= int64(len(v.Entries)) {
		return fmt.Errorf("it is for entry %d", p.Entry.Seq)
	}
	entry, err := p.Entry.Encode()
	if err != nil {
		return err
	}
	return firstOf(
		differ("entry", entry, []byte(v.Entries[r.Index])),
		differ("checkpoint", p.Checkpoint.Note, []byte(v.Note)))
}

func (w *cosignature) check(c *ledger.Checkpoint) error {
	witness, err := ledger.NewWitness(w.Name, w.Seed)
	if err != nil {
		return err
	}
	if err := firstOf(
		differ("witness's key", []byte(witness.VerifierKey()), []byte(w.Key)),
		differ("witness's note", witness.Cosign(c, time.Unix(w.Time, 0)), []byte(w.Note))); err != nil {
		return err
	}
	verifier, err := ledger.NewWitnessVerifier(w.Key)
	if err != nil {
		return err
	}
	return ledger.CheckCosignature([]byte(w.Note), verifier)
}

// hashes are the stored hashes of a tree.
type hashes []tlog.Hash

// ReadHashes implements tlog.HashReader.
func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	all := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		all[i] = h[x]
	}
	return all, nil
}

func treeOf(entries []string) (h hashes) {
	for i, e := range entries {
		added, err := tlog.StoredHashes(int64(i), []byte(e), h)
		if err != nil {
			panic("vectors: internal error: " + err.Error())
		}
		h = append(h, added...)
	}
	return h
}

// verifyFolder lays out the log's files and verifies them as an auditor does, order and budgets included, and against
// older checkpoints.
func verifyFolder(checkpoint string, entries []string, verifier ledger.Verifier, older ...string) error {
	var known []*ledger.Checkpoint
	for _, signed := range older {
		c, err := ledger.OpenCheckpoint([]byte(signed), verifier)
		if err != nil {
			return err
		}
		known = append(known, c)
	}
	const tile = 256
	if len(entries) >= tile {
		return fmt.Errorf("%d entries: want less than %d", len(entries), tile)
	}
	var bundle, leaves []byte
	for i, e := range entries {
		if len(e) >= 1<<16 {
			return fmt.Errorf("entry %d has %d bytes", i, len(e))
		}
		bundle = append(binary.BigEndian.AppendUint16(bundle, uint16(len(e))), e...)
		h := tlog.RecordHash([]byte(e))
		leaves = append(leaves, h[:]...)
	}
	dir, err := os.MkdirTemp("", "psi-vectors-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	files := map[string][]byte{"checkpoint": []byte(checkpoint)}
	if len(entries) > 0 {
		files[fmt.Sprintf("tile/0/000.p/%d", len(entries))] = leaves
		files[fmt.Sprintf("tile/entries/000.p/%d", len(entries))] = bundle
	}
	for name, b := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(path, b, 0o600); err != nil {
			return err
		}
	}
	var replay ledger.Replay
	_, err = ledger.Verify(dir, verifier, known, replay.Add)
	return err
}

// Outcomes of a log's malformed pieces. For one entry of a whole log it is outcomeEntry and the entry's number.
const (
	outcomeBadEntry      = "bad_entry"
	outcomeBadCheckpoint = "bad_checkpoint"
	outcomeBadReceipt    = "bad_receipt"
	outcomeForked        = "forked"
	outcomeEntry         = "entry "
)

func (v *malformedVector) runEntry() string {
	if _, err := ledger.ParseEntry([]byte(v.Body)); err != nil {
		return outcomeBadEntry
	}
	return outcomeOK
}

func (v *malformedVector) runReceipt(verifier ledger.Verifier) string {
	if _, err := ledger.VerifyReceipt([]byte(v.Body), verifier); err != nil {
		return outcomeBadReceipt
	}
	return outcomeOK
}

// runLog reads a checkpoint and, at stage log, the entries under it.
func (v *malformedVector) runLog(verifier ledger.Verifier) (string, error) {
	if _, err := ledger.OpenCheckpoint([]byte(v.Body), verifier); err != nil {
		return outcomeBadCheckpoint, nil
	}
	if v.Stage == "checkpoint" {
		return outcomeOK, nil
	}
	var older []string
	if v.Older != "" {
		older = append(older, v.Older)
	}
	err := verifyFolder(v.Body, v.Entries, verifier, older...)
	var bad *ledger.Corruption
	switch {
	case err == nil:
		return outcomeOK, nil
	case errors.Is(err, ledger.ErrForked):
		return outcomeForked, nil
	case errors.As(err, &bad):
		return fmt.Sprintf("%s%d", outcomeEntry, bad.Index), nil
	}
	return "", err
}
