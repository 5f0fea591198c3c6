package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// Sessions is the table of all sessions, open and ended.
type Sessions struct{ db *sql.DB }

// open is the state of a session that has not ended. All others are in psi.StateDone or psi.StateFailed.
const open = "open"

// Session is a session that is being opened.
type Session struct {
	ID       string
	Client   string
	Dataset  string
	Purpose  string
	Mode     psi.Mode
	Types    psi.Types
	Owner    string
	Expires  time.Time
	Metadata string // numbering plans: the advertiser's and the dataset's
	Key      subject.KeyRow
	Held     []byte // what it needs to go on after a restart; nil if it dies with the process
}

// Insert stores a session together with its key, so that no session is ever without one.
func (s Sessions) Insert(ctx context.Context, x *Session) error {
	return Transact(ctx, s.db, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx,
			`INSERT INTO sessions (id, client, dataset, purpose, mode, types, owner, epoch, state, created, expires, metadata, held) VALUES (?,?,?,?,?,?,?,'',?,?,?,?,?)`,
			x.ID, x.Client, x.Dataset, x.Purpose, x.Mode, string(x.Types), x.Owner, open, now(), stamp(x.Expires), x.Metadata, x.Held)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO subject_keys (session, generation, created, key, wrapped) VALUES (?,?,?,?,?)`,
			x.ID, x.Key.Generation, now(), x.Key.Sealed, x.Key.Wrapped)
		return err
	})
}

// Enter notes which epoch a session is on, and returns how many sessions its owner has had on it, this one included.
func (s Sessions) Enter(ctx context.Context, id, owner string, epoch psi.Digest) (had uint64, err error) {
	err = Transact(ctx, s.db, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE sessions SET epoch = ? WHERE id = ?`, epoch.String(), id); err != nil {
			return err
		}
		had, err = s.had(ctx, tx, owner, epoch)
		return err
	})
	return had, err
}

// Had is how many sessions an owner has had on an epoch.
func (s Sessions) Had(ctx context.Context, owner string, epoch psi.Digest) (uint64, error) {
	return s.had(ctx, s.db, owner, epoch)
}

func (s Sessions) had(ctx context.Context, db interface {
	QueryRowContext(context.Context, string, ...any) *sql.Row
}, owner string, epoch psi.Digest) (n uint64, err error) {
	err = db.QueryRowContext(ctx, `SELECT count(*) FROM sessions WHERE owner = ? AND epoch = ?`, owner, epoch.String()).Scan(&n)
	return n, err
}

// End is how a session ended: with a result, or with a code.
type End struct {
	List     uint64 // elements, as far as it was known
	Platform uint64 // groups there is room for, likewise
	Result   []byte
	Code     psi.Code
}

// End records how a session ended.
func (s Sessions) End(ctx context.Context, id string, e End) error {
	state := psi.StateDone
	if e.Code != "" {
		state = psi.StateFailed
	}
	_, err := s.db.ExecContext(ctx,
		`UPDATE sessions SET state = ?, ended = ?, list = ?, platform = ?, result = ?, error = ?, held = NULL WHERE id = ?`,
		state, now(), int64(e.List), int64(e.Platform), string(e.Result), string(e.Code), id)
	return err
}

// Answer is the answer to a session, as it was released; nil if there is none or it has expired.
func (s Sessions) Answer(ctx context.Context, id string) ([]byte, error) {
	return s.answer(ctx, `id = ?`, id)
}

// AnswerTo is Answer for a client's own session. Another client's session has no answer.
func (s Sessions) AnswerTo(ctx context.Context, client, id string) ([]byte, error) {
	return s.answer(ctx, `client = ? AND id = ?`, client, id)
}

func (s Sessions) answer(ctx context.Context, where string, args ...any) ([]byte, error) {
	var expires string
	var b []byte
	err := s.db.QueryRowContext(ctx, `SELECT expires, result FROM sessions WHERE `+where+` AND state = ?`, append(args, psi.StateDone)...).Scan(&expires, &b)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	until, err := time.Parse(time.RFC3339Nano, expires)
	if err != nil || !time.Now().Before(until) {
		return nil, err
	}
	return b, nil
}

// Hold keeps what an open session needs to go on after a restart.
func (s Sessions) Hold(ctx context.Context, id string, held []byte) error {
	_, err := s.db.ExecContext(ctx, `UPDATE sessions SET held = ? WHERE id = ? AND state = ?`, held, id, open)
	return err
}

// Left is a session that an earlier process left open.
type Left struct {
	Session
	Epoch psi.Digest // zero until it has entered one
}

// Open returns the sessions that have not ended, oldest first. Of their keys, the sealed form.
func (s Sessions) Open(ctx context.Context) ([]Left, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT s.id, s.client, s.dataset, s.purpose, s.mode, s.types, s.owner, s.expires, s.metadata, s.held, s.epoch,
		k.generation, k.key, k.wrapped FROM sessions s LEFT JOIN subject_keys k ON k.session = s.id WHERE s.state = ? ORDER BY s.created`, open)
	return collect(rows, err, func(scan func(...any) error) (x Left, err error) {
		var expires, epoch string
		var generation sql.NullString
		err = scan(&x.ID, &x.Client, &x.Dataset, &x.Purpose, &x.Mode, &x.Types, &x.Owner, &expires, &x.Metadata, &x.Held, &epoch,
			&generation, &x.Key.Sealed, &x.Key.Wrapped)
		if err != nil {
			return x, err
		}
		x.Key.Session, x.Key.Generation = x.ID, generation.String
		if epoch != "" {
			if err := x.Epoch.UnmarshalText([]byte(epoch)); err != nil {
				return x, err
			}
		}
		x.Expires, err = time.Parse(time.RFC3339Nano, expires)
		return x, err
	})
}

// IsOpen says whether there is a session with this id, and whether it is still open.
func (s Sessions) IsOpen(ctx context.Context, id string) (exists, isOpen bool, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT state = ? FROM sessions WHERE id = ?`, open, id).Scan(&isOpen)
	if errors.Is(err, sql.ErrNoRows) {
		return false, false, nil
	}
	return err == nil, isOpen, err
}

// Summary is what a list says about a session.
type Summary struct {
	ID      string      `json:"session"`
	Client  string      `json:"client"`
	Dataset string      `json:"dataset"`
	Purpose string      `json:"purpose"`
	Types   string      `json:"types"`
	Mode    psi.Mode    `json:"mode"`
	State   string      `json:"state"`   // "open", "done" or "failed"
	Created string      `json:"created"` // RFC 3339
	Result  *psi.Result `json:"result,omitempty"`
	Error   string      `json:"error,omitempty"` // code, for a session that failed
}

// List returns all sessions, newest first, at most limit.
func (s Sessions) List(ctx context.Context, limit int) ([]Summary, error) {
	rows, err := s.db.QueryContext(ctx,
		`SELECT id, client, dataset, purpose, types, mode, state, created, coalesce(result, ''), coalesce(error, '')
		 FROM sessions ORDER BY created DESC LIMIT ?`, limit)
	return collect(rows, err, func(scan func(...any) error) (x Summary, err error) {
		var result string
		if err := scan(&x.ID, &x.Client, &x.Dataset, &x.Purpose, &x.Types, &x.Mode, &x.State, &x.Created, &result, &x.Error); err != nil || result == "" {
			return x, err
		}
		x.Result = new(psi.Result)
		return x, json.Unmarshal([]byte(result), x.Result)
	})
}

// About is what a session was opened for.
type About struct {
	Client, Dataset, Purpose string
	Mode                     psi.Mode
}

// About returns what a session was opened for, or nil if there was none.
func (s Sessions) About(ctx context.Context, id string) (*About, error) {
	x := new(About)
	err := s.db.QueryRowContext(ctx, `SELECT client, dataset, purpose, mode FROM sessions WHERE id = ?`, id).Scan(&x.Client, &x.Dataset, &x.Purpose, &x.Mode)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return x, err
}
