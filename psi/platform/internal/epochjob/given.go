package epochjob

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/platform/internal/epochfile"
	"github.com/blindmatch/blindmatch/psi/platform/internal/journal"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// An epoch that was adopted waits in a folder that has its dataset's generation as its name: there is at most one. It is
// there whole or not at all.

// unfinished begins the names of folders that are not whole.
const unfinished = "new-"

func folder(l store.Layout, generation string) string {
	return filepath.Join(store.Given(l), generation)
}

// Waits says whether an epoch of a generation of a dataset was adopted, and is not taken up yet.
func Waits(l store.Layout, generation string) bool {
	_, err := os.Lstat(folder(l, generation))
	return err == nil
}

// waiting is what is kept of the epoch beside its files.
type waiting struct {
	Sealed bool       `json:"sealed"`
	Secret string     `json:"secret"` // in hexadecimal
	Made   store.Made `json:"made"`
}

func sealedName(digest psi.Digest) string { return "epoch/" + digest.String() }

// place puts an epoch that is complete in its place.
func place(s *store.Store, d *store.Dataset, k *keys, made *store.Made, dir string) error {
	w := waiting{Sealed: s.Sealer() != nil, Secret: hex.EncodeToString(k.epoch[:]), Made: *made}
	if w.Sealed {
		sealed, err := s.Sealer().Seal(sealedName(made.Set.Digest), k.epoch[:])
		if err != nil {
			return fmt.Errorf("seal the epoch's secret: %w", err)
		}
		w.Secret = hex.EncodeToString(sealed)
	}
	text, err := json.Marshal(w)
	defer clear(text)
	if err == nil {
		err = durable.WriteFile(store.GivenSecret(dir), text)
	}
	if err == nil {
		err = durable.SyncDir(dir)
	}
	if err == nil {
		err = durable.Move(dir, folder(s.Files, d.Generation))
	}
	if err == nil {
		err = durable.SyncDir(store.Given(s.Files))
	}
	return err
}

// refusal is why an epoch that waits will never be taken up.
type refusal struct{ error }

func (r refusal) Unwrap() error { return r.error }

// Take takes up the epoch of a dataset that waits: its files are where the server's own are, and its secret is the
// caller's. It is refused if it is not of the dataset as it is now, is damaged, or was opened before; then it is gone. With
// err it may still be there: its secret could not be opened, for instance, as a key management service is away.
func Take(ctx context.Context, s *store.Store, log *journal.Journal, d *store.Dataset, layout disclosure.Layout, secret *psi.EpochSecret) (made store.Made, refused, err error) {
	dir := folder(s.Files, d.Generation)
	if made, err = read(ctx, s, log, d, layout, dir, secret); err != nil {
		why, never := errors.AsType[refusal](err)
		if !never {
			return made, nil, err
		}
		refused = why.error
	}
	if refused == nil {
		from, to := store.EpochFiles(filepath.Join(dir, made.Set.Digest.String())), s.Files.Epoch(made.Set.Digest)
		for _, suffix := range store.EpochSuffixes {
			if err := durable.Move(string(from)+suffix, string(to)+suffix); err != nil {
				return made, nil, errors.Join(err, epochfile.Drop(to))
			}
		}
		if err := durable.SyncDir(s.Files.Epochs()); err != nil {
			return made, nil, errors.Join(err, epochfile.Drop(to))
		}
	}
	if err = durable.Drop(dir); err == nil {
		err = durable.SyncDir(store.Given(s.Files))
	}
	if err != nil && refused == nil {
		err = errors.Join(err, epochfile.Drop(s.Files.Epoch(made.Set.Digest)))
	}
	return made, refused, err
}

// read checks an epoch that waits.
func read(ctx context.Context, s *store.Store, log *journal.Journal, d *store.Dataset, layout disclosure.Layout, dir string, secret *psi.EpochSecret) (made store.Made, err error) {
	text, err := os.ReadFile(store.GivenSecret(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return made, refusal{err}
	} else if err != nil {
		return made, err
	}
	defer clear(text)
	var w waiting
	if json.Unmarshal(text, &w) != nil {
		return made, refusal{errors.New("what is kept of it is damaged")}
	}
	made = w.Made
	if w.Sealed != (s.Sealer() != nil) {
		return made, fmt.Errorf("the secret of an epoch that was adopted is sealed: %t, but a sealer is configured: %t", w.Sealed, s.Sealer() != nil)
	}
	kept, err := hex.DecodeString(w.Secret)
	if err == nil && w.Sealed {
		if kept, err = s.Sealer().Open(sealedName(made.Set.Digest), kept); err != nil {
			return made, fmt.Errorf("open the secret of an epoch that was adopted: %w", err)
		}
	}
	defer clear(kept)
	return made, check(ctx, s, log, d, layout, dir, &made, kept, secret)
}

// check takes over the secret of an epoch that waits, and fails with a refusal if it can't be taken up.
func check(ctx context.Context, s *store.Store, log *journal.Journal, d *store.Dataset, layout disclosure.Layout, dir string, made *store.Made, kept []byte, secret *psi.EpochSecret) error {
	switch {
	case copy(secret[:], kept) != len(secret) || len(kept) != len(secret):
		return refusal{errors.New("its secret is damaged")}
	case made.Import != d.Entry.Commitment || made.Params != d.Params() || made.Groups != d.Groups || made.Policy != d.PolicyDigest:
		return refusal{errors.New("the dataset has been imported, rolled back or amended since")}
	case made.Layout != layout:
		return refusal{errors.New("the dataset's sections have been drawn anew since")}
	}
	if err := epochfile.Check(store.EpochFiles(filepath.Join(dir, made.Set.Digest.String())), made.Files); err != nil {
		return refusal{err}
	}
	return unopened(ctx, log, made.Set.Digest)
}

// unopened fails if a set was opened before, by a server that had the job's output, too: its slices would be given out
// twice, and its key may be said to be destroyed.
func unopened(ctx context.Context, log *journal.Journal, digest psi.Digest) error {
	_, replay, err := log.Verify(ctx, nil)
	if err == nil && replay.Set(digest) != nil {
		err = refusal{errors.New("the ledger says that this epoch was opened before: a job's output is taken up once; prepare and run another")}
	}
	return err
}

// Sweep removes the epochs that wait for generations that are not current any more, with their secrets.
func Sweep(l store.Layout, current []store.Dataset) error {
	known := map[string]bool{}
	for i := range current {
		known[current[i].Generation] = true
	}
	all, err := store.ListFiles(store.Given(l), "*")
	for _, path := range all {
		if name := filepath.Base(path); !known[name] && !strings.HasPrefix(name, unfinished) {
			err = errors.Join(err, durable.Drop(path))
		}
	}
	return err
}

// Copies are those of the database, and what waits beside it.
type Copies struct {
	store.Copies
	Files store.Layout
}

// Detach forgets what waits, too: the slices of its epochs may be given out elsewhere.
func (c Copies) Detach(ctx context.Context) error {
	return errors.Join(durable.Drop(store.Given(c.Files)), c.Copies.Detach(ctx))
}
