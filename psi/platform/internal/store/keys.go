package store

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
)

// Keys holds the keys of one generation of a dataset: d, which its elements are masked under, and the key of its
// candidate index.
type Keys struct {
	Elements *ecdh.Key
	Index    [32]byte
}

// Destroy overwrites the key of the elements.
func (k *Keys) Destroy() { k.Elements.Destroy() }

// storedKeys is the key file of a generation, with its keys as sealed. Every copy of them that is made here is
// overwritten.
type storedKeys struct {
	Sealed   bool              `json:"sealed"`
	Elements hexKey            `json:"elements"`
	Index    hexKey            `json:"index"`
	Checks   map[string]string `json:"checks"`
}

func (f *storedKeys) destroy() {
	clear(f.Elements)
	clear(f.Index)
}

// encode is the file's text. It is not made by json.Marshal, which keeps its buffers.
func (f *storedKeys) encode() ([]byte, error) {
	checks, err := json.Marshal(f.Checks)
	b := make([]byte, 0, 64+2*len(f.Elements)+2*len(f.Index)+len(checks)) // enough, so that append leaves no copies
	b = fmt.Appendf(b, `{"sealed":%t,"elements":"`, f.Sealed)
	b = hex.AppendEncode(b, f.Elements)
	b = append(b, `","index":"`...)
	b = hex.AppendEncode(b, f.Index)
	b = append(append(append(b, `","checks":`...), checks...), '}')
	return b, err
}

// hexKey is a key that is hex in JSON.
type hexKey []byte

// UnmarshalJSON implements json.Unmarshaler.
func (k *hexKey) UnmarshalJSON(b []byte) (err error) {
	if len(b) < 2 || b[0] != '"' || b[len(b)-1] != '"' {
		return errKeys
	}
	*k = make([]byte, hex.DecodedLen(len(b)-2))
	_, err = hex.Decode(*k, b[1:len(b)-1])
	return err
}

// The keys' names among the checks.
const (
	elementsCheck = "elements"
	indexCheck    = "index"
)

// keyCheck tells an intact key from a damaged one, which would make every count wrong without any other sign. A hash of
// 256 random bits reveals none of them.
func keyCheck(key []byte) string {
	const prefix = psi.Version + " key check"
	text := append(append(make([]byte, 0, len(prefix)+len(key)), prefix...), key...)
	defer clear(text)
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// The names that a dataset's keys are sealed under.
func elementsName(d *Dataset) string {
	return d.Name + "/" + d.Suite + "/" + d.Purpose + "/" + d.Profile
}
func indexName(dataset string) string { return dataset + "/index" }

// errKeys says that a dataset's keys can't be read back.
var errKeys = errors.New("dataset key file is missing or damaged: import the dataset again")

// WriteKeys writes the key file of a generation of d.
func (s *Store) WriteKeys(g Generation, d *Dataset, keys *Keys) error {
	file := storedKeys{Sealed: s.sealer != nil, Checks: map[string]string{}}
	b := keys.Elements.Bytes()
	defer clear(b)
	file.Checks[elementsCheck] = keyCheck(b)
	sealed, err := s.seal(elementsName(d), b)
	if err != nil {
		return fmt.Errorf("seal dataset key: %w", err)
	}
	file.Elements = sealed // which is b without a sealer
	file.Checks[indexCheck] = keyCheck(keys.Index[:])
	if sealed, err = s.seal(indexName(d.Name), keys.Index[:]); err != nil {
		return fmt.Errorf("seal index key: %w", err)
	}
	file.Index = sealed
	text, err := file.encode()
	defer clear(text)
	if err != nil {
		return err
	}
	return durable.WriteFile(g.Keys(), text)
}

// readKeys reads a key file.
func (s *Store) readKeys(g Generation) (*storedKeys, error) {
	b, err := os.ReadFile(g.Keys())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errKeys
	}
	if err != nil {
		return nil, fmt.Errorf("dataset key: %w", err)
	}
	defer clear(b)
	file := new(storedKeys)
	if err := json.Unmarshal(b, file); err != nil {
		file.destroy()
		return nil, errKeys
	}
	if file.Sealed != (s.sealer != nil) {
		file.destroy()
		return nil, fmt.Errorf("dataset key file sealed: %t, but a sealer is configured: %t", file.Sealed, s.sealer != nil)
	}
	return file, nil
}

// unseal opens a key of a key file and checks it. Without a sealer it is the file's own.
func (s *Store) unseal(name string, sealed hexKey, check string) ([]byte, error) {
	b, err := s.open(name, sealed)
	if err != nil {
		return nil, fmt.Errorf("open sealed dataset key: %w", err)
	}
	if keyCheck(b) != check {
		clear(b)
		return nil, errKeys
	}
	return b, nil
}

// IndexKey reads back the key of a generation's candidate index.
func (s *Store) IndexKey(g Generation, dataset string) (key [32]byte, err error) {
	file, err := s.readKeys(g)
	if err != nil {
		return key, err
	}
	defer file.destroy()
	b, err := s.unseal(indexName(dataset), file.Index, file.Checks[indexCheck])
	defer clear(b)
	if err == nil && len(b) != len(key) {
		err = errKeys
	}
	if err != nil {
		return key, err
	}
	return [32]byte(b), nil
}

// ElementsKey reads back d, the key under which the elements of a generation of a dataset are masked.
func (s *Store) ElementsKey(g Generation, d *Dataset) (*ecdh.Key, error) {
	file, err := s.readKeys(g)
	if err != nil {
		return nil, err
	}
	defer file.destroy()
	b, err := s.unseal(elementsName(d), file.Elements, file.Checks[elementsCheck])
	if err != nil {
		return nil, err
	}
	defer clear(b)
	group, err := ecdh.ParseSuite(d.Suite)
	if err != nil {
		return nil, err
	}
	return group.NewKey(b)
}
