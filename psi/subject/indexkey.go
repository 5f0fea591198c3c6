package subject

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"hash"
	"io"

	"github.com/blindmatch/blindmatch/psi"
)

// IndexKey opens one index file, and nothing else opens it. Each file has its own key. It prints as "[redacted]".
type IndexKey [32]byte

// NewIndexKey draws a key.
func NewIndexKey() IndexKey {
	var k IndexKey
	rand.Read(k[:])
	return k
}

// PersonTag stands for a user reference in one candidate index: a pseudorandom function of it under the index's key. It
// prints as "[redacted]".
type PersonTag [tagWidth]byte

// Secret holds bytes that print as "[redacted]".
type Secret []byte

const (
	tagWidth = 12
	redacted = "[redacted]"
)

// Format implements fmt.Formatter: under every verb a key is "[redacted]".
func (k IndexKey) Format(f fmt.State, _ rune) { io.WriteString(f, redacted) }

// String returns "[redacted]".
func (k IndexKey) String() string { return redacted }

// MarshalText returns "[redacted]", for encoding/json, log/slog and others.
func (k IndexKey) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// Format implements fmt.Formatter: under every verb a tag is "[redacted]".
func (t PersonTag) Format(f fmt.State, _ rune) { io.WriteString(f, redacted) }

// String returns "[redacted]".
func (t PersonTag) String() string { return redacted }

// MarshalText returns "[redacted]", for encoding/json, log/slog and others.
func (t PersonTag) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// Format implements fmt.Formatter: under every verb a secret is "[redacted]".
func (s Secret) Format(f fmt.State, _ rune) { io.WriteString(f, redacted) }

// String returns "[redacted]".
func (s Secret) String() string { return redacted }

// MarshalText returns "[redacted]", for encoding/json, log/slog and others.
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// derive is HKDF (RFC 5869) with SHA-256.
func (k *IndexKey) derive(salt []byte, label string) []byte {
	b, err := hkdf.Key(sha256.New, k[:], salt, psi.Version+" index "+label, 32)
	if err != nil {
		panic("subject: internal error: index key: " + err.Error())
	}
	return b
}

// blocks is the cipher of a file's blocks. Each file has its own salt, so even a key that is wrongly used for two files
// repeats no nonce.
func (k *IndexKey) blocks(salt []byte) cipher.AEAD {
	b, err := aes.NewCipher(k.derive(salt, "blocks"))
	if err != nil {
		panic("subject: internal error: index cipher: " + err.Error())
	}
	aead, err := cipher.NewGCM(b)
	if err != nil {
		panic("subject: internal error: index cipher: " + err.Error())
	}
	return aead
}

// tagger computes tags: HMAC-SHA256 over a domain, a zero byte and a value, cut to 12 bytes. It is not safe for
// concurrent use.
type tagger struct {
	mac hash.Hash
	sum [sha256.Size]byte
	in  []byte
}

func newTagger(key []byte) *tagger { return &tagger{mac: hmac.New(sha256.New, key)} }

func (t *tagger) tag(domain string, value []byte) [tagWidth]byte {
	t.in = append(append(append(t.in[:0], domain...), 0), value...)
	t.mac.Reset()
	t.mac.Write(t.in)
	return [tagWidth]byte(t.mac.Sum(t.sum[:0]))
}

// Domains of tags. The domain of an identifier is identifierDomain followed by its type.
const (
	personDomain     = "person"
	identifierDomain = "identifier "
	matchDomain      = "match"
)

// Format implements fmt.Formatter: c holds keys, and prints as "[redacted]".
func (c Candidates) Format(f fmt.State, _ rune) { io.WriteString(f, redacted) }

// Format implements fmt.Formatter: m holds keys, and prints as "[redacted]".
func (m Matches) Format(f fmt.State, _ rune) { io.WriteString(f, redacted) }

// Format implements fmt.Formatter: w holds keys, and prints as "[redacted]".
func (w MatchWriter) Format(f fmt.State, _ rune) { io.WriteString(f, redacted) }
