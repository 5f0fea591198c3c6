package store

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"io"
	"time"

	"github.com/blindmatch/blindmatch/psi"
)

// Erased is the table of persons who were erased. It holds keyed hashes of the platform's references, which say nothing
// without the key.
type Erased struct {
	db   *sql.DB
	meta Meta
	seals
}

// personsKey is where the key of such hashes is kept, and the name that it is sealed under.
const personsKey = "persons_key"

// ErasedPersons is the table as it was read once. It is not safe for concurrent use.
type ErasedPersons struct {
	key [32]byte
	all map[[sha256.Size]byte]bool
}

// Len is the number of persons.
func (e *ErasedPersons) Len() int { return len(e.all) }

// Has says whether a user was erased, by a reference that differs in nothing but case.
func (e *ErasedPersons) Has(user string) bool {
	if e == nil || len(e.all) == 0 {
		return false
	}
	_, ok := e.find(user)
	return ok
}

// find looks for the reference as it is too: that is what the table had before case was folded.
func (e *ErasedPersons) find(user string) (h [sha256.Size]byte, ok bool) {
	if h = person(e.key, user); e.all[h] {
		return h, true
	}
	if folded, differs := psi.FoldUser([]byte(user)); differs {
		h = person(e.key, string(folded))
	}
	return h, e.all[h]
}

func person(key [32]byte, user string) (h [sha256.Size]byte) {
	mac := hmac.New(sha256.New, key[:])
	io.WriteString(mac, "erased\x00"+user)
	return [sha256.Size]byte(mac.Sum(h[:0]))
}

// PersonsKey is the key that hashes of references are made with. It is drawn when it is first needed.
func (e Erased) PersonsKey(ctx context.Context) (key [32]byte, err error) {
	text, err := e.meta.GetOrSet(ctx, personsKey, func() (string, error) {
		var key [32]byte
		rand.Read(key[:])
		sealed, err := e.seal(personsKey, key[:])
		return hex.EncodeToString(sealed), err
	})
	if err != nil {
		return key, err
	}
	return e.openPersonsKey(text)
}

func (e Erased) openPersonsKey(text string) (key [32]byte, err error) {
	b, err := hex.DecodeString(text)
	if err == nil {
		b, err = e.open(personsKey, b)
	}
	if err == nil && len(b) != len(key) {
		err = errors.New("the key that persons are remembered by is damaged, or it is sealed and no sealer is configured")
	}
	if err != nil {
		return key, err
	}
	return [32]byte(b), nil
}

// Add denies a person from now on. news is false if he was erased before.
func (e Erased) Add(ctx context.Context, user string) (news bool, err error) {
	key, err := e.PersonsKey(ctx)
	if err != nil {
		return false, err
	}
	folded, _ := psi.FoldUser([]byte(user))
	h := person(key, string(folded))
	res, err := e.db.ExecContext(ctx, `INSERT INTO erased_persons (person, at) VALUES (?, ?) ON CONFLICT DO NOTHING`, h[:], now())
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// Load reads the table.
func (e Erased) Load(ctx context.Context) (*ErasedPersons, error) {
	x := &ErasedPersons{all: map[[sha256.Size]byte]bool{}}
	rows, err := e.db.QueryContext(ctx, `SELECT person FROM erased_persons`)
	all, err := collect(rows, err, func(scan func(...any) error) (b []byte, err error) { return b, scan(&b) })
	if err != nil || len(all) == 0 {
		return x, err
	}
	for _, b := range all {
		if len(b) != sha256.Size {
			return nil, errors.New("the table of erased persons is damaged")
		}
		x.all[[sha256.Size]byte(b)] = true
	}
	text, err := e.meta.Get(ctx, personsKey)
	if err == nil {
		x.key, err = e.openPersonsKey(text)
	}
	return x, err
}

// When is when a user was erased; zero if he was not.
func (e Erased) When(ctx context.Context, user string) (at time.Time, err error) {
	all, err := e.Load(ctx)
	if err != nil || !all.Has(user) {
		return at, err
	}
	h, _ := all.find(user)
	var text string
	if err = e.db.QueryRowContext(ctx, `SELECT at FROM erased_persons WHERE person = ?`, h[:]).Scan(&text); err == nil {
		at, err = time.Parse(time.RFC3339Nano, text)
	}
	return at, err
}
