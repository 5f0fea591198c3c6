package store

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/blindmatch/blindmatch/internal/figures"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/userref"
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

// Add adds persons, in memory only.
func (e *ErasedPersons) Add(all []ledger.ErasedPerson) {
	for _, p := range all {
		e.all[p.Reference] = true
	}
}

// Has says whether a user was erased, by a reference that differs in nothing but case.
func (e *ErasedPersons) Has(user string) bool {
	if e == nil || len(e.all) == 0 {
		return false
	}
	_, ok := e.find(user)
	return ok
}

// Reference is how the ledger names a user who was erased.
func (e *ErasedPersons) Reference(user string) (psi.Digest, bool) {
	if len(e.all) == 0 {
		return psi.Digest{}, false
	}
	h, ok := e.find(user)
	return h, ok
}

// find looks for the reference as it is too: that is what the table had before case was folded.
func (e *ErasedPersons) find(user string) (h [sha256.Size]byte, ok bool) {
	if h = person(e.key, user); e.all[h] {
		return h, true
	}
	if folded, differs := userref.Fold([]byte(user)); differs {
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

// nameOf tells keys apart in the ledger, and says nothing of them.
func nameOf(key [32]byte) psi.Digest {
	mac := hmac.New(sha256.New, key[:])
	io.WriteString(mac, "name")
	return psi.Digest(mac.Sum(nil))
}

// Person is how the ledger names a person, and whether he was erased.
func (e Erased) Person(ctx context.Context, user string) (p ledger.Person, erased bool, err error) {
	key, err := e.PersonsKey(ctx)
	if err != nil {
		return p, false, err
	}
	all, err := e.Load(ctx)
	if err != nil {
		return p, false, err
	}
	folded, _ := userref.Fold([]byte(user))
	return ledger.Person{Key: nameOf(key), Reference: person(key, string(folded))}, all.Has(user), nil
}

// Missing are those persons whom the ledger says were erased and the table lacks: it was restored from an older copy. It
// fails if they can't be told, since the copy has another key.
func (e Erased) Missing(ctx context.Context, logged []ledger.ErasedPerson) (missing []ledger.ErasedPerson, err error) {
	if len(logged) == 0 {
		return nil, nil
	}
	known, err := e.Load(ctx)
	if err != nil {
		return nil, err
	}
	var own psi.Digest // none if there is no key
	if known.key != [32]byte{} {
		own = nameOf(known.key)
	}
	under := map[psi.Digest]int{}
	for _, p := range logged {
		if under[p.Key]++; p.Key == own && !known.all[p.Reference] {
			missing = append(missing, p)
		}
	}
	for key, n := range under {
		if key != own && n > under[own] {
			return nil, fmt.Errorf("%s %s erased, by the ledger, whom this database can't tell: it was made anew, or restored from a copy without the key that they are remembered by. "+
				"Restore a later copy, or erase them again (%d so far), or begin with a new data directory", figures.Counted(n, "person"), figures.Was(n), under[own])
		}
	}
	return missing, nil
}

// Restore denies persons again, from when the ledger says.
func (e Erased) Restore(ctx context.Context, missing []ledger.ErasedPerson) error {
	for _, p := range missing {
		_, err := e.db.ExecContext(ctx, `INSERT INTO erased_persons (person, at) VALUES (?, ?) ON CONFLICT DO NOTHING`, p.Reference[:], p.At.UTC().Format(time.RFC3339Nano))
		if err != nil {
			return err
		}
	}
	return nil
}

// Add denies a person from now on. news is false if he was erased before.
func (e Erased) Add(ctx context.Context, user string) (news bool, err error) {
	key, err := e.PersonsKey(ctx)
	if err != nil {
		return false, err
	}
	folded, _ := userref.Fold([]byte(user))
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
	if err != nil {
		return nil, err
	}
	for _, b := range all {
		if len(b) != sha256.Size {
			return nil, errors.New("the table of erased persons is damaged")
		}
		x.all[[sha256.Size]byte(b)] = true
	}
	text, err := e.meta.Get(ctx, personsKey)
	if err == nil && (text != "" || len(all) > 0) {
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
