package ecdh

import (
	"crypto/ecdh"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"sync"

	"filippo.io/edwards25519"

	"github.com/blindmatch/blindmatch/ecdh/internal/ristretto"
	"github.com/blindmatch/blindmatch/ecdh/internal/xmd"
)

// A Key is a secret scalar of a suite, not zero. Any number of goroutines may use it at once. It prints as
// "[redacted]". Keys come from [Suite.GenerateKey], [Suite.NewKey], [Suite.DeriveKey] and [Key.Times]; the zero value
// is not usable.
//
// A Key is a reference: a copy is the same key, and is destroyed with it. So is what [Key.WithDomain] returns.
type Key struct {
	// A function, because reflection stops there. fmt does follow a pointer when a Key is in an unexported field and
	// the verb doesn't fit, and so do the printers of test libraries.
	secret func() *secret
}

func newKey(s *secret) *Key { return &Key{func() *secret { return s }} }

// secret is what a Key refers to: a scalar with a domain.
type secret struct {
	suite Suite
	dst   *xmd.DST
	*scalar
}

// scalar is what keys that differ only in their domains share.
type scalar struct {
	mu        sync.RWMutex // held for reading while the scalar is in use
	destroyed bool
	bytes     [scalarSize]byte // canonical, in the suite's byte order

	half [scalarSize]byte // ristretto255: scalar/2 mod l
	ecdh *ecdh.PrivateKey // P-256
}

// scalarSize is the length of a scalar's encoding in both suites.
const scalarSize = 32

// GenerateKey returns a key drawn uniformly from the scalars other than zero.
func (s Suite) GenerateKey() *Key {
	s.mustBeUsable()
	if s.group == groupP256 {
		k, err := ecdh.P256().GenerateKey(rand.Reader)
		if err != nil {
			panic("ecdh: internal error: " + err.Error())
		}
		b := k.Bytes()
		defer clear(b)
		return s.mustNewKey(b)
	}
	var uniform [UniformSize]byte
	defer clear(uniform[:])
	rand.Read(uniform[:])
	return s.DeriveKey(&uniform)
}

// DeriveKey returns the key whose scalar is [Suite.DeriveScalar] of uniform, which is as secret as the key: the caller
// overwrites it.
func (s Suite) DeriveKey(uniform *[UniformSize]byte) *Key {
	x := s.DeriveScalar(uniform)
	defer clear(x.b[:])
	return s.mustNewKey(x.b[:])
}

// mustNewKey returns the key of a scalar that is known to be one.
func (s Suite) mustNewKey(b []byte) *Key {
	k, err := s.NewKey(b)
	if err != nil {
		panic("ecdh: internal error: " + err.Error())
	}
	return k
}

// NewKey returns the key whose scalar is b: 32 bytes, little-endian in [Ristretto255] and big-endian in [P256], less
// than the group's order and not zero. b is copied.
func (s Suite) NewKey(b []byte) (*Key, error) {
	s.mustBeUsable()
	if len(b) != scalarSize {
		return nil, fmt.Errorf("scalar of %d bytes, want %d", len(b), scalarSize)
	}
	k := &scalar{bytes: [scalarSize]byte(b)}
	if isZero(&k.bytes) {
		return nil, errScalarZero
	}
	switch s.group {
	case groupRistretto255:
		var x edwards25519.Scalar
		if _, err := x.SetCanonicalBytes(b); err != nil {
			return nil, errScalarRange
		}
		k.half = [scalarSize]byte(x.Multiply(&x, oneHalf).Bytes())
	case groupP256:
		x, err := ecdh.P256().NewPrivateKey(b)
		if err != nil {
			return nil, errScalarRange
		}
		k.ecdh = x
	}
	return newKey(&secret{s, xmd.NewDST(s.dst), k}), nil
}

var (
	errScalarZero  = errors.New("scalar is zero")
	errScalarRange = errors.New("scalar is not less than the group's order")
)

func isZero(b *[scalarSize]byte) bool {
	return subtle.ConstantTimeCompare(b[:], make([]byte, scalarSize)) == 1
}

// oneHalf is 1/2 mod l = (l + 1)/2.
var oneHalf = func() *edwards25519.Scalar {
	x, err := new(edwards25519.Scalar).SetCanonicalBytes([]byte(
		"\xf7\xe9\x7a\x2e\x8d\x31\x09\x2c\x6b\xce\x7b\x51\xef\x7c\x6f\x0a" +
			"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x08"))
	if err != nil {
		panic("ecdh: internal error: " + err.Error())
	}
	return x
}()

// Suite returns the key's suite, with its domain.
func (k *Key) Suite() Suite { return k.secret().suite }

// WithDomain returns the same key under another domain, as [Suite.WithDomain] has it: one scalar for several kinds of
// items. It is destroyed together with k. It panics if the domain is refused.
func (k *Key) WithDomain(dst string) *Key {
	s := k.secret()
	defer s.use()()
	suite := s.suite.WithDomain(dst)
	return newKey(&secret{suite, xmd.NewDST(dst), s.scalar})
}

// Public returns k·G, where G is the suite's generator. It is constant-time.
func (k *Key) Public() Element {
	s := k.secret()
	defer s.use()()
	if s.suite.group == groupP256 {
		return Element(s.ecdh.PublicKey().Bytes()[1:33]) // 04 || x || y
	}
	return ristretto.PublicKey(&s.half)
}

// Bytes returns a copy of the scalar, in the form that [Suite.NewKey] takes. It is as secret as the key; the caller
// overwrites it.
func (k *Key) Bytes() []byte {
	s := k.secret()
	defer s.use()()
	return append([]byte(nil), s.bytes[:]...)
}

// Times returns the key whose scalar is the product of both, so that remasking under it is remasking under both keys.
// It belongs to k's suite, with k's domain. It panics if the groups differ.
func (k *Key) Times(o *Key) *Key {
	s := k.Suite()
	if s.group != o.Suite().group {
		panic(fmt.Sprintf("ecdh: internal error: a key of %v times one of %v", s, o.Suite()))
	}
	x, y := k.Bytes(), o.Bytes()
	defer clear(x)
	defer clear(y)
	var product []byte
	switch s.group {
	case groupRistretto255:
		product = timesRistretto255(x, y)
	case groupP256:
		product = timesP256(x, y)
	}
	defer clear(product)
	// It is a scalar: the order is prime and neither factor is zero.
	return s.mustNewKey(product)
}

// Destroy overwrites the scalar, after waiting for the calls that use it. After that, any use of the key panics, except
// printing it, asking its Suite and destroying it again.
//
// A P256 key has a second copy inside a [crypto/ecdh.PrivateKey], which can't be overwritten: it is left to the garbage
// collector.
func (k *Key) Destroy() {
	s := k.secret()
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.bytes[:])
	clear(s.half[:])
	s.ecdh = nil
	s.destroyed = true
}

// use keeps the key from being destroyed until the returned function is called.
func (s *scalar) use() (done func()) {
	s.mu.RLock()
	if s.destroyed {
		s.mu.RUnlock()
		panic("ecdh: internal error: key used after Destroy")
	}
	return s.mu.RUnlock
}

// timesRistretto255 returns x*y mod l.
func timesRistretto255(x, y []byte) []byte {
	var a, b edwards25519.Scalar
	if _, err := a.SetCanonicalBytes(x); err != nil {
		panic("ecdh: internal error: " + err.Error())
	}
	if _, err := b.SetCanonicalBytes(y); err != nil {
		panic("ecdh: internal error: " + err.Error())
	}
	defer func() { a, b = edwards25519.Scalar{}, edwards25519.Scalar{} }()
	return a.Multiply(&a, &b).Bytes()
}
