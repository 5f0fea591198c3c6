package subject

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"io"

	"github.com/blindmatch/blindmatch/psi"
)

// Sealer protects keys at rest. name says what the key is for and is authenticated with it.
type Sealer interface {
	Seal(name string, key []byte) ([]byte, error)
	Open(name string, sealed []byte) ([]byte, error)
}

// sealedFor is what a session's key is sealed for.
func sealedFor(session string) string { return "session/" + session }

// wrapper is the cipher that K_g is wrapped with.
func wrapper(ks IndexKey) (cipher.AEAD, error) {
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

// SessionKey is the key to what can be told about a session. It prints as "[redacted]".
type SessionKey struct {
	Sealed  []byte // K_s, as it is stored
	Wrapped []byte // K_g under K_s
	key     IndexKey
}

// NewSessionKey draws a session's K_s and wraps the K_g of its dataset with it. sealer may be nil: then K_s is stored
// unsealed.
func NewSessionKey(session string, kg IndexKey, sealer Sealer) (*SessionKey, error) {
	k := &SessionKey{key: NewIndexKey()}
	aead, err := wrapper(k.key)
	if err != nil {
		return nil, err
	}
	k.Wrapped = aead.Seal(nil, nil, kg[:], []byte(session))
	k.Sealed = k.key[:]
	if sealer != nil {
		if k.Sealed, err = sealer.Seal(sealedFor(session), k.key[:]); err != nil {
			return nil, fmt.Errorf("seal session key: %w", err)
		}
	}
	return k, nil
}

// Format implements fmt.Formatter: under every verb a key is "[redacted]".
func (k SessionKey) Format(f fmt.State, _ rune) { io.WriteString(f, redacted) }

// NewMatchWriter creates the session's match index at path, which must not exist.
func (k *SessionKey) NewMatchWriter(path string, scratch psi.Scratch) (*MatchWriter, error) {
	return NewMatchWriter(path, k.key, scratch)
}

// KeyRow is what the database stores of a session's key. It prints as "[redacted]".
type KeyRow struct {
	Session    string
	Generation string // of the session's dataset
	Sealed     []byte // as in SessionKey
	Wrapped    []byte
}

// Format implements fmt.Formatter: under every verb a row is "[redacted]".
func (r KeyRow) Format(f fmt.State, _ rune) { io.WriteString(f, redacted) }

// Restore is the key of a session that goes on after a restart.
func (r *KeyRow) Restore(sealer Sealer) (*SessionKey, error) {
	ks, _, err := r.open(sealer)
	if err != nil {
		return nil, err
	}
	return &SessionKey{Sealed: r.Sealed, Wrapped: r.Wrapped, key: ks}, nil
}

// open returns K_s and K_g.
func (r *KeyRow) open(sealer Sealer) (ks, kg IndexKey, err error) {
	b := r.Sealed
	if sealer != nil {
		if b, err = sealer.Open(sealedFor(r.Session), b); err != nil {
			return ks, kg, fmt.Errorf("open sealed session key: %w", err)
		}
	}
	if len(b) != len(ks) {
		return ks, kg, fmt.Errorf("session %.12s: its key is damaged, or it is sealed and no sealer is configured", r.Session)
	}
	ks = IndexKey(b)
	aead, err := wrapper(ks)
	if err != nil {
		return ks, kg, err
	}
	b, err = aead.Open(nil, nil, r.Wrapped, []byte(r.Session))
	if err != nil || len(b) != len(kg) {
		return ks, kg, fmt.Errorf("session %.12s: its key does not open the index of its dataset", r.Session)
	}
	return ks, IndexKey(b), nil
}
