package platform

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// Sealer protects keys at rest, for instance with a key management service.
// name says what the key is for and is authenticated with it. Kept are
// the keys of datasets and of the index of persons; those of epochs and those that
// sessions mask under live in memory and die with the process.
type Sealer interface {
	Seal(name string, key []byte) ([]byte, error)
	Open(name string, sealed []byte) ([]byte, error)
}

const keyFile = "keys.json"

// storedKeys is the key file of a dataset's generation.
type storedKeys struct {
	Sealed bool              `json:"sealed"`
	Keys   map[string]string `json:"keys"` // identifier type to hex, as sealed
	Checks map[string]string `json:"checks"`
	Index  string            `json:"index"` // of the candidate index; hex, as sealed
}

// keyCheck tells a key from a damaged one, which would make every count wrong
// and nothing else. A hash of 256 random bits gives none of them away.
func keyCheck(key []byte) string {
	sum := sha256.Sum256(append([]byte(psi.Version+" key check"), key...))
	return hex.EncodeToString(sum[:8])
}

// newDatasetKeys draws one key for each identifier type and writes them to dir.
func newDatasetKeys(dir, name string, sealer Sealer, params []psi.Params, index subject.IndexKey) (map[string]*ecdh.Key, error) {
	keys := map[string]*ecdh.Key{}
	for _, p := range params {
		g, err := p.Group()
		if err != nil {
			return nil, err
		}
		keys[p.IDType] = g.GenerateKey()
	}
	return keys, writeKeys(dir, name, sealer, params, keys, index)
}

// keyName is what a dataset's key is sealed for.
func keyName(dataset string, p psi.Params) string { return dataset + "/" + p.Domain() }

// writeKeys writes a key file.
func writeKeys(dir, name string, sealer Sealer, params []psi.Params, keys map[string]*ecdh.Key, index subject.IndexKey) error {
	file := storedKeys{Sealed: sealer != nil, Keys: map[string]string{}, Checks: map[string]string{}}
	for _, p := range params {
		b := keys[p.IDType].Bytes()
		file.Checks[p.IDType] = keyCheck(b)
		if sealer != nil {
			sealed, err := sealer.Seal(keyName(name, p), b)
			clear(b)
			if err != nil {
				return fmt.Errorf("seal dataset key: %w", err)
			}
			b = sealed
		}
		file.Keys[p.IDType] = hex.EncodeToString(b)
		clear(b)
	}
	file.Checks[indexCheck] = keyCheck(index[:])
	sealed := index[:]
	if sealer != nil {
		var err error
		if sealed, err = sealer.Seal(indexKeyName(name), sealed); err != nil {
			return fmt.Errorf("seal index key: %w", err)
		}
	}
	file.Index = hex.EncodeToString(sealed)
	b, err := json.Marshal(file)
	if err != nil {
		return err
	}
	return durable.WriteFile(filepath.Join(dir, keyFile), b)
}

// errKeys says that there is no way back to a dataset's elements.
var errKeys = errors.New("dataset key file is missing or damaged: import the dataset again")

// readKeys reads a key file.
func readKeys(dir string, sealer Sealer) (*storedKeys, error) {
	b, err := os.ReadFile(filepath.Join(dir, keyFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errKeys
	}
	if err != nil {
		return nil, fmt.Errorf("dataset key: %w", err)
	}
	file := new(storedKeys)
	if err := json.Unmarshal(b, file); err != nil {
		return nil, errKeys
	}
	if file.Sealed != (sealer != nil) {
		return nil, fmt.Errorf("dataset key file sealed: %t, but a sealer is configured: %t", file.Sealed, sealer != nil)
	}
	return file, nil
}

// indexKeyName is what the key of a dataset's candidate index is sealed for.
func indexKeyName(dataset string) string { return dataset + "/index" }

// indexCheck is the index key's place among the checks.
const indexCheck = "index"

// indexKey reads back the key of a generation's candidate index.
func indexKey(dir, name string, sealer Sealer) (key subject.IndexKey, err error) {
	file, err := readKeys(dir, sealer)
	if err != nil {
		return key, err
	}
	b, err := hex.DecodeString(file.Index)
	if err != nil {
		return key, errKeys
	}
	if sealer != nil {
		if b, err = sealer.Open(indexKeyName(name), b); err != nil {
			return key, fmt.Errorf("open sealed index key: %w", err)
		}
	}
	if len(b) != len(key) || keyCheck(b) != file.Checks[indexCheck] {
		return key, errKeys
	}
	return subject.IndexKey(b), nil
}

// datasetKey reads back the key under which a generation's elements of one
// identifier type are masked.
func datasetKey(dir, name string, sealer Sealer, p psi.Params) (*ecdh.Key, error) {
	file, err := readKeys(dir, sealer)
	if err != nil {
		return nil, err
	}
	key, err := hex.DecodeString(file.Keys[p.IDType])
	if err != nil {
		return nil, errKeys
	}
	if sealer != nil {
		if key, err = sealer.Open(keyName(name, p), key); err != nil {
			return nil, fmt.Errorf("open sealed dataset key: %w", err)
		}
	}
	defer clear(key)
	if keyCheck(key) != file.Checks[p.IDType] {
		return nil, errKeys
	}
	g, err := p.Group()
	if err != nil {
		return nil, err
	}
	return g.NewKey(key)
}
