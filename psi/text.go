package psi

import (
	"encoding/hex"
	"fmt"
)

// Digests, nonces and handles are lower-case hex in JSON and in files.

// String returns d in lower-case hex.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// MarshalText returns d in lower-case hex.
func (d Digest) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText accepts exactly 64 lower-case hex digits.
func (d *Digest) UnmarshalText(b []byte) error { return unhex("digest", d[:], b) }

// MarshalText returns n in lower-case hex.
func (n Nonce) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(n[:])), nil }

// UnmarshalText accepts exactly 64 lower-case hex digits.
func (n *Nonce) UnmarshalText(b []byte) error { return unhex("nonce", n[:], b) }

// String returns h in lower-case hex. A handle is for its recipient's file, never for a log.
func (h Handle) String() string { return hex.EncodeToString(h[:]) }

// IsSession says whether s can name a session: 64 lower-case hex digits.
func IsSession(s string) bool { return new(Digest).UnmarshalText([]byte(s)) == nil }

func unhex(what string, dst, src []byte) error {
	if len(src) != 2*len(dst) {
		return fmt.Errorf("%s of %d characters: want %d lower-case hex digits", what, len(src), 2*len(dst))
	}
	for _, c := range src {
		if c >= 'A' && c <= 'F' {
			return fmt.Errorf("%s: upper-case hex digit", what)
		}
	}
	if _, err := hex.Decode(dst, src); err != nil {
		return fmt.Errorf("%s: not hex", what)
	}
	return nil
}

// MarshalText returns k in lower-case hex.
func (k PublicKey) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(k[:])), nil }

// UnmarshalText accepts exactly 64 lower-case hex digits.
func (k *PublicKey) UnmarshalText(b []byte) error { return unhex("public key", k[:], b) }

// MarshalText is the fraction.
func (e Epsilon) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// UnmarshalText reads a fraction in lowest terms, or 0.
func (e *Epsilon) UnmarshalText(b []byte) (err error) {
	if string(b) == "0" {
		*e = Epsilon{}
		return nil
	}
	if *e, err = ParseEpsilon(string(b)); err == nil && e.String() != string(b) {
		err = fmt.Errorf("ε %.40q: want a fraction in lowest terms", b)
	}
	return err
}
