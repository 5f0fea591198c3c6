package platform

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/internal/durable"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"github.com/gofrs/flock"
)

// What can be told of persons, and until when: SPEC.md §13.7.
//
// The candidate index of a dataset's generation is under a key K_g, which lies
// beside the dataset's other keys and goes with them. A session has a key K_s of
// its own; under it lie K_g and, with handles, the session's match index. So
// destroying K_s destroys what can be told of the session, and when no session of
// a superseded generation has a key any more, of that generation.

// sessionKeyName is what a session's key is sealed for.
func sessionKeyName(session string) string { return "session/" + session }

// wrapper is the cipher under which K_g lies.
func wrapper(ks ledger.IndexKey) (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, ks[:], nil, psi.Version+" index wrap", 32)
	if err != nil {
		return nil, err
	}
	b, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(b)
}

// subjectKey is a session's K_s, with K_g under it.
type subjectKey struct {
	key     ledger.IndexKey
	sealed  []byte // as it is stored
	wrapped []byte
}

// newSubjectKey draws a session's key.
func newSubjectKey(session string, kg ledger.IndexKey, sealer Sealer) (*subjectKey, error) {
	k := &subjectKey{key: ledger.NewIndexKey()}
	aead, err := wrapper(k.key)
	if err != nil {
		return nil, err
	}
	k.wrapped = aead.Seal(nil, nil, kg[:], []byte(session))
	k.sealed = k.key[:]
	if sealer != nil {
		if k.sealed, err = sealer.Seal(sessionKeyName(session), k.key[:]); err != nil {
			return nil, fmt.Errorf("seal session key: %w", err)
		}
	}
	return k, nil
}

// subjectRow is what the database has of a session's key.
type subjectRow store.SubjectKey

// open returns K_s and K_g.
func (r *subjectRow) open(sealer Sealer) (ks, kg ledger.IndexKey, err error) {
	b := r.Sealed
	if sealer != nil {
		if b, err = sealer.Open(sessionKeyName(r.Session), b); err != nil {
			return ks, kg, fmt.Errorf("open sealed session key: %w", err)
		}
	}
	if len(b) != len(ks) {
		return ks, kg, fmt.Errorf("session %.12s: its key is damaged, or sealed where no sealer is configured", r.Session)
	}
	ks = ledger.IndexKey(b)
	aead, err := wrapper(ks)
	if err != nil {
		return ks, kg, err
	}
	b, err = aead.Open(nil, nil, r.Wrapped, []byte(r.Session))
	if err != nil || len(b) != len(kg) {
		return ks, kg, fmt.Errorf("session %.12s: its key does not open the index of its dataset", r.Session)
	}
	return ks, ledger.IndexKey(b), nil
}

// EraseSession destroys what can tell whom a session was about: its key, its
// match index and the platform's own list of its matches. The ledger says so, with
// the reason. What the session released stays in the ledger.
func (s *Store) EraseSession(ctx context.Context, session, reason string) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		return errors.New("a reason is wanted: it is what the ledger will say")
	}
	ctx = context.WithoutCancel(ctx)
	exists, open, err := s.rows.Sessions.IsOpen(ctx, session)
	if err != nil {
		return err
	}
	if !exists {
		return fmt.Errorf("no session %.64q: psi-server ledger sessions lists them", session)
	}
	if open {
		return fmt.Errorf("session %.12s is open: wait for its end", session)
	}
	had, err := s.rows.SubjectKeys.Destroy(ctx, session, reason)
	if err == nil && !had {
		err = fmt.Errorf("session %.12s: its key was destroyed before", session)
	}
	return errors.Join(err, s.finishErasures(ctx))
}

// expireMatches removes the lists of matches, and destroys the keys of sessions,
// that have been kept for as long as is configured.
func (p *Platform) expireMatches(ctx context.Context) error {
	lists, err := store.ListFiles(p.store.rows.Files.Matches(), "*.csv")
	if err != nil {
		return err
	}
	for _, path := range lists {
		info, err := os.Stat(path)
		if err == nil && time.Since(info.ModTime()) > p.cfg.Lifetimes.Matches {
			err = os.Remove(path)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	err = p.store.rows.SubjectKeys.DestroyOlder(ctx, time.Now().Add(-p.cfg.Lifetimes.Index), "expired")
	return errors.Join(err, p.store.finishErasures(ctx), p.store.dropOldCandidates(ctx))
}

// eraseAgain destroys keys that the ledger says are gone: the database was
// restored from an older copy.
func (s *Store) eraseAgain(ctx context.Context, replay *ledger.Replay) error {
	for _, x := range replay.Sessions {
		if x.Erased.IsZero() {
			continue
		}
		if _, err := s.rows.SubjectKeys.Destroy(ctx, x.ID, "erased before"); err != nil {
			return err
		}
	}
	return nil
}

// finishErasures makes good for sessions whose key is gone: the files that it
// opened, the entries in the ledger. A process may have died in between. One
// process at a time does that, so that an erasure is recorded once.
func (s *Store) finishErasures(ctx context.Context) (err error) {
	lock := flock.New(s.rows.Files.EraseLock())
	if _, err := lock.TryLockContext(ctx, 10*time.Millisecond); err != nil {
		return fmt.Errorf("data directory: lock: %w", err)
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	all, err := s.rows.SubjectKeys.Unrecorded(ctx)
	if err != nil || len(all) == 0 {
		return err
	}
	if err := s.rows.SubjectKeys.Scrub(ctx); err != nil {
		return err
	}
	_, replay, err := s.VerifyLedger(ctx, nil)
	if err != nil {
		return err
	}
	for _, e := range all {
		x := replay.Session(e.Session)
		if x != nil && x.Open() {
			continue // the next process closes it
		}
		if err := s.dropMatches(e.Session); err != nil {
			return err
		}
		if x != nil && x.Erased.IsZero() {
			err := s.record(ctx, &ledger.Entry{Type: ledger.TypeErased, Session: e.Session, Erased: &ledger.Erased{Reason: e.Reason}})
			if err != nil {
				return err
			}
		}
		if err := s.rows.SubjectKeys.SetRecorded(ctx, e.Session); err != nil {
			return err
		}
	}
	return s.dropOldCandidates(ctx)
}

// keepCandidates saves the candidate index of a superseded generation from being
// removed with it, if a session can still be asked about.
func (s *Store) keepCandidates(ctx context.Context, generation string) error {
	if wanted, err := s.rows.SubjectKeys.Reach(ctx, generation); err != nil || !wanted {
		return err
	}
	if err := durable.MkDirAll(s.rows.Files.Subjects()); err != nil {
		return err
	}
	err := durable.Move(s.rows.Files.Generation(generation).Candidates(), s.rows.Files.OldCandidates(generation))
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // it may have been saved before
		return err
	}
	return durable.SyncDir(s.rows.Files.Subjects())
}

// dropOldCandidates removes the candidate indexes of which nobody has a key.
func (s *Store) dropOldCandidates(ctx context.Context) error {
	old, err := store.ListFiles(s.rows.Files.Subjects(), "*"+store.CandidatesSuffix)
	if err != nil {
		return err
	}
	for _, path := range old {
		wanted, err := s.rows.SubjectKeys.Reach(ctx, strings.TrimSuffix(filepath.Base(path), store.CandidatesSuffix))
		if err == nil && !wanted {
			err = durable.Drop(path)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// dropStrayMatches removes the match indexes of which the ledger has no root: a
// process died before it recorded the result.
func (s *Store) dropStrayMatches(replay *ledger.Replay) error {
	files, err := store.ListFiles(s.rows.Files.Subjects(), "*"+store.MatchIndexSuffix)
	for _, path := range files {
		if x := replay.Session(strings.TrimSuffix(filepath.Base(path), store.MatchIndexSuffix)); x == nil || x.Handles == nil {
			err = errors.Join(err, durable.Drop(path))
		}
	}
	return err
}
