package platform

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/psi"
)

func (s *Store) insertSession(ctx context.Context, x *session) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	_, err = tx.ExecContext(ctx,
		`INSERT INTO sessions (id, client, dataset, purpose, mode, id_type, state, created, expires, metadata) VALUES (?,?,?,?,?,?,?,?,?,?)`,
		x.id, x.client, x.data.Name, x.params.Purpose, x.offer.Mode, x.params.IDType, "open", now(), x.expires.UTC().Format(time.RFC3339Nano),
		strings.TrimSpace(x.offer.PhoneMetadata+" "+x.data.metadata))
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO subject_keys (session, generation, created, key, wrapped) VALUES (?,?,?,?,?)`,
		x.id, x.data.generation, now(), x.subject.Sealed, x.subject.Wrapped)
	if err != nil {
		return err
	}
	return tx.Commit()
}

// endSession records how a session ended: with a result, or with a code.
func (s *Store) endSession(ctx context.Context, x *session, result []byte, code string) error {
	state := psi.StateDone
	if code != "" {
		state = psi.StateFailed
	}
	_, err := s.db.ExecContext(ctx,
		`UPDATE sessions SET state = ?, ended = ?, list = ?, platform = ?, result = ?, error = ? WHERE id = ?`,
		state, now(), int64(x.bound.List.Size), int64(x.bound.PlatformSet.Size), string(result), code, x.id)
	return err
}

// storedResult is answer for a session of client's.
func (s *Store) storedResult(ctx context.Context, client, id string) ([]byte, error) {
	var whose string
	err := s.db.QueryRowContext(ctx, `SELECT client FROM sessions WHERE id = ?`, id).Scan(&whose)
	if errors.Is(err, sql.ErrNoRows) || err == nil && whose != client {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return s.answer(ctx, id)
}

// answer is the answer to a session, as it was given out; nil if there is none
// or if it has expired.
func (s *Store) answer(ctx context.Context, id string) ([]byte, error) {
	var expires string
	var b []byte
	err := s.db.QueryRowContext(ctx, `SELECT expires, result FROM sessions WHERE id = ? AND state = ?`, id, psi.StateDone).Scan(&expires, &b)
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

// failOpenSessions marks what an earlier process left open.
func (s *Store) failOpenSessions(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, `UPDATE sessions SET state = ?, ended = ?, error = 'lost' WHERE state = 'open'`, psi.StateFailed, now())
	return err
}

// openSessions returns the ids of what is open.
func (s *Store) openSessions(ctx context.Context) (ids []string, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT id FROM sessions WHERE state = 'open'`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// SessionRow is one session as the store remembers it.
type SessionRow struct {
	ID      string      `json:"session"`
	Client  string      `json:"client"`
	Dataset string      `json:"dataset"`
	Purpose string      `json:"purpose"`
	IDType  string      `json:"id_type"`
	Mode    psi.Mode    `json:"mode"`
	State   string      `json:"state"`   // "open", "done" or "failed"
	Created string      `json:"created"` // RFC 3339
	Result  *psi.Result `json:"result,omitempty"`
	Error   string      `json:"error,omitempty"` // code, for a session that failed
}

// Sessions lists all sessions, newest first, at most limit.
func (s *Store) Sessions(ctx context.Context, limit int) ([]SessionRow, error) {
	rows, err := s.db.QueryContext(ctx,
		`SELECT id, client, dataset, purpose, id_type, mode, state, created, coalesce(result, ''), coalesce(error, '')
		 FROM sessions ORDER BY created DESC LIMIT ?`, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []SessionRow
	for rows.Next() {
		var r SessionRow
		var result string
		if err := rows.Scan(&r.ID, &r.Client, &r.Dataset, &r.Purpose, &r.IDType, &r.Mode, &r.State, &r.Created, &result, &r.Error); err != nil {
			return nil, err
		}
		if result != "" {
			r.Result = new(psi.Result)
			if err := json.Unmarshal([]byte(result), r.Result); err != nil {
				return nil, err
			}
		}
		all = append(all, r)
	}
	return all, rows.Err()
}
