package platform

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"database/sql"
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
	"github.com/gofrs/flock"
)

// What can be told of persons, and until when: SPEC.md §13.7.
//
// The candidate index of a dataset's generation is under a key K_g, which lies
// beside the dataset's other keys and goes with them. A session has a key K_s of
// its own; under it lie K_g and, with handles, the session's match index. So
// destroying K_s destroys what can be told of the session, and when no session of
// a superseded generation has a key any more, of that generation.

// candidatesFile is the candidate index in a generation's folder.
const candidatesFile = "candidates"

// subjectsDir holds the candidate indexes of superseded generations and the match
// indexes of sessions.
func (s *Store) subjectsDir() string { return filepath.Join(s.dir, "subjects") }

func (s *Store) matchIndex(session string) string {
	return filepath.Join(s.subjectsDir(), session+".matches")
}

func (s *Store) oldCandidates(generation string) string {
	return filepath.Join(s.subjectsDir(), generation+"."+candidatesFile)
}

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
type subjectRow struct {
	session    string
	generation string
	created    time.Time
	sealed     []byte
	wrapped    []byte
}

// open returns K_s and K_g.
func (r *subjectRow) open(sealer Sealer) (ks, kg ledger.IndexKey, err error) {
	b := r.sealed
	if sealer != nil {
		if b, err = sealer.Open(sessionKeyName(r.session), b); err != nil {
			return ks, kg, fmt.Errorf("open sealed session key: %w", err)
		}
	}
	if len(b) != len(ks) {
		return ks, kg, fmt.Errorf("session %.12s: its key is damaged, or sealed where no sealer is configured", r.session)
	}
	ks = ledger.IndexKey(b)
	aead, err := wrapper(ks)
	if err != nil {
		return ks, kg, err
	}
	b, err = aead.Open(nil, nil, r.wrapped, []byte(r.session))
	if err != nil || len(b) != len(kg) {
		return ks, kg, fmt.Errorf("session %.12s: its key does not open the index of its dataset", r.session)
	}
	return ks, ledger.IndexKey(b), nil
}

// subjectRows returns what sessions have a key, the oldest first.
func (s *Store) subjectRows(ctx context.Context) ([]subjectRow, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT session, generation, created, key, wrapped FROM subject_keys WHERE key IS NOT NULL ORDER BY created`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []subjectRow
	for rows.Next() {
		var r subjectRow
		var created string
		if err := rows.Scan(&r.session, &r.generation, &created, &r.sealed, &r.wrapped); err != nil {
			return nil, err
		}
		if r.created, err = time.Parse(time.RFC3339Nano, created); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

// EraseSession destroys what can tell whom a session was about: its key, its
// match index and the platform's own list of its matches. The ledger says so, with
// the reason. What the session released stays in the ledger.
func (s *Store) EraseSession(ctx context.Context, session, reason string) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		return errors.New("a reason is wanted: it is what the ledger will say")
	}
	ctx = context.WithoutCancel(ctx)
	var open bool
	err := s.db.QueryRowContext(ctx, `SELECT state = 'open' FROM sessions WHERE id = ?`, session).Scan(&open)
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("no session %.64q: psi-server ledger sessions lists them", session)
	}
	if err != nil {
		return err
	}
	if open {
		return fmt.Errorf("session %.12s is open: wait for its end", session)
	}
	res, err := s.db.ExecContext(ctx, `UPDATE subject_keys SET key = NULL, wrapped = NULL, reason = ? WHERE session = ? AND key IS NOT NULL`, reason, session)
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err == nil && n == 0 {
		err = fmt.Errorf("session %.12s: its key was destroyed before", session)
	}
	return errors.Join(err, s.finishErasures(ctx))
}

// expireMatches removes the lists of matches, and destroys the keys of sessions,
// that have been kept for as long as is configured.
func (p *Platform) expireMatches(ctx context.Context) error {
	lists, err := filesIn(filepath.Join(p.store.dir, "matches"), "*.csv")
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
	before := time.Now().Add(-p.cfg.Lifetimes.Index).UTC().Format(time.RFC3339Nano)
	_, err = p.store.db.ExecContext(ctx, `UPDATE subject_keys SET key = NULL, wrapped = NULL, reason = 'expired'
		WHERE key IS NOT NULL AND created < ? AND session NOT IN (SELECT id FROM sessions WHERE state = 'open')`, before)
	return errors.Join(err, p.store.finishErasures(ctx), p.store.dropOldCandidates(ctx))
}

// eraseAgain destroys keys that the ledger says are gone: the database was
// restored from an older copy.
func (s *Store) eraseAgain(ctx context.Context, replay *ledger.Replay) error {
	for _, x := range replay.Sessions {
		if x.Erased.IsZero() {
			continue
		}
		_, err := s.db.ExecContext(ctx, `UPDATE subject_keys SET key = NULL, wrapped = NULL, reason = 'erased before' WHERE session = ? AND key IS NOT NULL`, x.ID)
		if err != nil {
			return err
		}
	}
	return nil
}

// finishErasures makes good for sessions whose key is gone: the files that it
// opened, the entries in the ledger. A process may have died in between. One
// process at a time does that, so that an erasure is recorded once.
func (s *Store) finishErasures(ctx context.Context) (err error) {
	lock := flock.New(filepath.Join(s.dir, "erase.lock"))
	if _, err := lock.TryLockContext(ctx, 10*time.Millisecond); err != nil {
		return fmt.Errorf("data directory: lock: %w", err)
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	rows, err := s.db.QueryContext(ctx, `SELECT session, reason FROM subject_keys WHERE key IS NULL AND recorded IS NULL ORDER BY created`)
	if err != nil {
		return err
	}
	type erased struct{ session, reason string }
	var all []erased
	for rows.Next() {
		var e erased
		if err := rows.Scan(&e.session, &e.reason); err != nil {
			return errors.Join(err, rows.Close())
		}
		all = append(all, e)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil || len(all) == 0 {
		return err
	}
	// What the database has overwritten is still in its write-ahead log.
	var busy, pages, moved int
	if err := s.db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &pages, &moved); err != nil {
		return err
	}
	if busy != 0 {
		return errors.New("the database is being read, so its write-ahead log may still hold destroyed keys: the server tries again within a minute; without one, run the command again")
	}
	_, replay, err := s.VerifyLedger(ctx, nil)
	if err != nil {
		return err
	}
	for _, e := range all {
		x := replay.Session(e.session)
		if x != nil && x.Open() {
			continue // the next process closes it
		}
		if err := s.dropMatches(e.session); err != nil {
			return err
		}
		if x != nil && x.Erased.IsZero() {
			err := s.record(ctx, &ledger.Entry{Type: ledger.TypeErased, Session: e.session, Erased: &ledger.Erased{Reason: e.reason}})
			if err != nil {
				return err
			}
		}
		if _, err := s.db.ExecContext(ctx, `UPDATE subject_keys SET recorded = 1 WHERE session = ?`, e.session); err != nil {
			return err
		}
	}
	return s.dropOldCandidates(ctx)
}

// hasKeys says whether a session on a generation has a key.
func (s *Store) hasKeys(ctx context.Context, generation string) (has bool, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM subject_keys WHERE generation = ? AND key IS NOT NULL)`, generation).Scan(&has)
	return has, err
}

// keepCandidates saves the candidate index of a superseded generation from being
// removed with it, if a session can still be asked about.
func (s *Store) keepCandidates(ctx context.Context, generation string) error {
	if wanted, err := s.hasKeys(ctx, generation); err != nil || !wanted {
		return err
	}
	if err := durable.MkDirAll(s.subjectsDir()); err != nil {
		return err
	}
	err := durable.Move(filepath.Join(s.generationDir(generation), candidatesFile), s.oldCandidates(generation))
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // it may have been saved before
		return err
	}
	return durable.SyncDir(s.subjectsDir())
}

// dropOldCandidates removes the candidate indexes of which nobody has a key.
func (s *Store) dropOldCandidates(ctx context.Context) error {
	old, err := filesIn(s.subjectsDir(), "*."+candidatesFile)
	if err != nil {
		return err
	}
	for _, path := range old {
		wanted, err := s.hasKeys(ctx, strings.TrimSuffix(filepath.Base(path), "."+candidatesFile))
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
	files, err := filesIn(s.subjectsDir(), "*.matches")
	for _, path := range files {
		if x := replay.Session(strings.TrimSuffix(filepath.Base(path), ".matches")); x == nil || x.Handles == nil {
			err = errors.Join(err, durable.Drop(path))
		}
	}
	return err
}
