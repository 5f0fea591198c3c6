package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/disclosure"
)

// Epochs is the table of the epochs whose keys are not destroyed.
type Epochs struct {
	db *sql.DB
	seals
}

// Epoch is an epoch as it is kept, so that a restart and an audit find it again.
type Epoch struct {
	Digest     psi.Digest
	Name       string // of the dataset
	Purpose    string
	Generation string
	Secret     *psi.EpochSecret
	Made       Made
	Receipt    []byte // of the ledger's entry
	Opened     time.Time
}

// Made is what an epoch was made of.
type Made struct {
	Set    psi.Set           `json:"set"`
	Layout disclosure.Layout `json:"layout"`
	Groups Groups            `json:"groups"`
	Import psi.Digest        `json:"import"` // commitment of the import
	Policy psi.Digest        `json:"policy_digest"`
	psi.Params
	Files []psi.Digest `json:"files"` // SHA-256 of its files, in the order of EpochSuffixes
}

// epochName is the name that an epoch's secret is sealed under.
func epochName(digest psi.Digest) string { return "epoch/" + digest.String() }

// Insert stores an epoch before anybody is told of it.
func (e Epochs) Insert(ctx context.Context, x *Epoch) error {
	secret, err := e.seal(epochName(x.Digest), x.Secret[:])
	if err != nil {
		return err
	}
	made, err := json.Marshal(x.Made)
	if err != nil {
		return err
	}
	var start [2]byte
	rand.Read(start[:])
	_, err = e.db.ExecContext(ctx, `INSERT INTO epochs (digest, name, purpose, generation, secret, made, receipt, opened, cursor, units) VALUES (?,?,?,?,?,?,?,?,?,?)`,
		x.Digest.String(), x.Name, x.Purpose, x.Generation, secret, string(made), string(x.Receipt), stamp(x.Opened),
		binary.BigEndian.Uint16(start[:])%psi.SliceUnits, psi.SliceUnits)
	return err
}

// List returns all epochs, oldest first.
func (e Epochs) List(ctx context.Context) ([]Epoch, error) {
	rows, err := e.db.QueryContext(ctx, `SELECT digest, name, purpose, generation, secret, made, receipt, opened FROM epochs ORDER BY opened`)
	return collect(rows, err, func(scan func(...any) error) (x Epoch, err error) {
		var digest, made, opened string
		var secret []byte
		if err := scan(&digest, &x.Name, &x.Purpose, &x.Generation, &secret, &made, &x.Receipt, &opened); err != nil {
			return x, err
		}
		if err = x.Digest.UnmarshalText([]byte(digest)); err != nil {
			return x, err
		}
		if x.Opened, err = time.Parse(time.RFC3339Nano, opened); err != nil {
			return x, err
		}
		if e.sealer != nil {
			if secret, err = e.sealer.Open(epochName(x.Digest), secret); err != nil {
				return x, err
			}
		}
		if len(secret) != len(psi.EpochSecret{}) {
			return x, errors.New("the secret of an epoch is damaged")
		}
		x.Secret = (*psi.EpochSecret)(secret)
		return x, json.Unmarshal([]byte(made), &x.Made)
	})
}

// Remove forgets an epoch and its secret.
func (e Epochs) Remove(ctx context.Context, digest psi.Digest) error {
	_, err := e.db.ExecContext(ctx, `DELETE FROM epochs WHERE digest = ?`, digest.String())
	return err
}

// Allot takes units for a slice of an epoch from its cursor, so that slices are disjoint, whoever asks for them. ok is
// false if there are not enough left.
func (e Epochs) Allot(ctx context.Context, digest psi.Digest, s psi.Slice) (a psi.Allotted, ok bool, err error) {
	a = psi.Allotted{Slice: s}
	if s.Whole() {
		return a, true, nil
	}
	err = Transact(ctx, e.db, func(tx *sql.Tx) error { // so that it writes when it has the turn: see package onewriter
		return tx.QueryRowContext(ctx, `UPDATE epochs SET cursor = (cursor + ?1) % ?2, units = units - ?1 WHERE digest = ?3 AND units >= ?1
			RETURNING (cursor + ?2 - ?1) % ?2`, a.Units(), psi.SliceUnits, digest.String()).Scan(&a.Start)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return a, false, nil
	}
	return a, err == nil, err
}

// Units is how many units of an epoch are left for slices.
func (e Epochs) Units(ctx context.Context, digest psi.Digest) (n uint64, err error) {
	err = e.db.QueryRowContext(ctx, `SELECT units FROM epochs WHERE digest = ?`, digest.String()).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return n, err
}
