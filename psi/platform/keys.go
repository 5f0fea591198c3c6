package platform

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
)

// Sealer protects keys at rest, for instance with a key management service.
// name says what the key is for and is authenticated with it. Only dataset keys
// are kept: keys of epochs and sessions live in memory and die with the process.
type Sealer interface {
	Seal(name string, key []byte) ([]byte, error)
	Open(name string, sealed []byte) ([]byte, error)
}

const keyFile = "keys.json"

// storedKeys is the key file of a dataset's generation.
type storedKeys struct {
	Sealed bool              `json:"sealed"`
	Keys   map[string]string `json:"keys"` // identifier type to hex, as sealed
}

// newDatasetKeys draws one key for each identifier type and writes them to dir.
func newDatasetKeys(dir string, sealer Sealer, params []psi.Params) (map[string]*ecdh.Key, error) {
	file := storedKeys{Sealed: sealer != nil, Keys: map[string]string{}}
	keys := map[string]*ecdh.Key{}
	for _, p := range params {
		g, err := p.Group()
		if err != nil {
			return nil, err
		}
		k := g.GenerateKey()
		b := k.Bytes()
		if sealer != nil {
			if b, err = sealer.Seal(keyName(dir, p), b); err != nil {
				return nil, fmt.Errorf("seal dataset key: %w", err)
			}
		}
		keys[p.IDType], file.Keys[p.IDType] = k, hex.EncodeToString(b)
		clear(b)
	}
	b, err := json.Marshal(file)
	if err != nil {
		return nil, err
	}
	return keys, writeFileSync(filepath.Join(dir, keyFile), b)
}

// datasetKey reads back the key under which a generation's elements of one
// identifier type are masked.
func datasetKey(dir string, sealer Sealer, p psi.Params) (*ecdh.Key, error) {
	b, err := os.ReadFile(filepath.Join(dir, keyFile))
	if err != nil {
		return nil, fmt.Errorf("dataset key: %w", err)
	}
	var file storedKeys
	if err := json.Unmarshal(b, &file); err != nil {
		return nil, fmt.Errorf("dataset key file is damaged: import the dataset again")
	}
	if file.Sealed != (sealer != nil) {
		return nil, fmt.Errorf("dataset key file sealed: %t, but a sealer is configured: %t", file.Sealed, sealer != nil)
	}
	key, err := hex.DecodeString(file.Keys[p.IDType])
	if err != nil {
		return nil, fmt.Errorf("dataset key file is damaged: import the dataset again")
	}
	if sealer != nil {
		if key, err = sealer.Open(keyName(dir, p), key); err != nil {
			return nil, fmt.Errorf("open sealed dataset key: %w", err)
		}
	}
	defer clear(key)
	g, err := p.Group()
	if err != nil {
		return nil, err
	}
	return g.NewKey(key)
}

func keyName(dir string, p psi.Params) string { return filepath.Base(dir) + "/" + p.Domain() }

// writeFileSync writes a new file of mode 0600 and makes it durable.
func writeFileSync(name string, b []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	return err
}
