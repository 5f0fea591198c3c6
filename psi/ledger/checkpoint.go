package ledger

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Checkpoint is a log's signed head (C2SP tlog-checkpoint).
type Checkpoint struct {
	Origin string // the log's name
	Size   int64  // entries
	Hash   tlog.Hash
	Note   []byte // the signed note that says so
}

func (c *Checkpoint) tree() tlog.Tree { return tlog.Tree{N: c.Size, Hash: c.Hash} }

func checkpointText(origin string, t tlog.Tree) string {
	return origin + "\n" + itoa(t.N) + "\n" + t.Hash.String() + "\n"
}

// text is the text that the log and its witnesses sign.
func (c *Checkpoint) text() string { return checkpointText(c.Origin, c.tree()) }

// Verifier checks a log's or a witness's signatures.
type Verifier = note.Verifier

// NewVerifier reads a log's verifier key.
func NewVerifier(key string) (note.Verifier, error) {
	v, err := note.NewVerifier(key)
	if err != nil {
		return nil, errors.New("log key: want NAME+HASH+KEY, as the platform's connection file has it")
	}
	return v, nil
}

// mostEntries is as many as every language counts exactly.
const mostEntries = 1<<53 - 1

// OpenCheckpoint verifies a log's signature on a checkpoint. Other signatures are ignored.
func OpenCheckpoint(signed []byte, v note.Verifier) (*Checkpoint, error) {
	n, err := note.Open(signed, note.VerifierList(v))
	if err != nil {
		return nil, fmt.Errorf("checkpoint: the signature of log %q is missing or wrong", v.Name())
	}
	for _, s := range append(n.Sigs, n.UnverifiedSigs...) {
		if b, err := base64.StdEncoding.Strict().DecodeString(s.Base64); err != nil || base64.StdEncoding.EncodeToString(b) != s.Base64 {
			return nil, errors.New("checkpoint: a signature is not in canonical base64")
		}
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) != 4 || lines[0] != v.Name() {
		return nil, fmt.Errorf("checkpoint: want three lines, the first %q", v.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	hash, herr := tlog.ParseHash(lines[2])
	c := &Checkpoint{Origin: lines[0], Size: size, Hash: hash, Note: bytes.Clone(signed)}
	if err != nil || herr != nil || size < 0 || size > mostEntries || c.text() != n.Text {
		return nil, errors.New("checkpoint: size or root is malformed")
	}
	return c, nil
}

func parseSigningKey(skey string) (note.Signer, note.Verifier, string, error) {
	bad := errors.New("the signing key is damaged")
	s, err := note.NewSigner(skey)
	if err != nil {
		return nil, nil, "", bad
	}
	// PRIVATE+KEY+name+hash+base64(alg ‖ seed)
	parts := strings.SplitN(skey, "+", 5)
	if len(parts) != 5 {
		return nil, nil, "", bad
	}
	b, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil || len(b) != 1+ed25519.SeedSize {
		return nil, nil, "", bad
	}
	public := ed25519.NewKeyFromSeed(b[1:]).Public().(ed25519.PublicKey)
	key, err := note.NewEd25519VerifierKey(s.Name(), public)
	if err != nil {
		return nil, nil, "", bad
	}
	v, err := note.NewVerifier(key)
	return s, v, key, err
}

// Witness signs checkpoints of logs whose growth it has checked (C2SP tlog-cosignature, cosignature/v1).
type Witness struct {
	name string
	key  ed25519.PrivateKey
}

const algCosignature = 4

// GenerateWitness draws a witness's key.
func GenerateWitness(name string) (*Witness, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	return &Witness{name, key}, nil
}

// NewWitness returns the witness of a stored seed.
func NewWitness(name string, seed []byte) (*Witness, error) {
	if len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("witness key of %d bytes: want %d", len(seed), ed25519.SeedSize)
	}
	return &Witness{name, ed25519.NewKeyFromSeed(seed)}, nil
}

// Seed is the secret from which NewWitness restores w.
func (w *Witness) Seed() []byte { return w.key.Seed() }

func (w *Witness) keyBytes() []byte {
	return append([]byte{algCosignature}, w.key.Public().(ed25519.PublicKey)...)
}

// VerifierKey is the witness's public key, NAME+HASH+KEY.
func (w *Witness) VerifierKey() string {
	k := w.keyBytes()
	return fmt.Sprintf("%s+%08x+%s", w.name, keyID(w.name, k), base64.StdEncoding.EncodeToString(k))
}

func keyID(name string, key []byte) uint32 {
	h := sha256.Sum256(append([]byte(name+"\n"), key...))
	return binary.BigEndian.Uint32(h[:])
}

// Cosign returns c's note with w's signature added.
func (w *Witness) Cosign(c *Checkpoint, at time.Time) []byte {
	t := uint64(at.Unix())
	sig := binary.BigEndian.AppendUint32(nil, keyID(w.name, w.keyBytes()))
	sig = binary.BigEndian.AppendUint64(sig, t)
	sig = append(sig, ed25519.Sign(w.key, cosigned(t, c.text()))...)
	return append(bytes.Clone(c.Note), "— "+w.name+" "+base64.StdEncoding.EncodeToString(sig)+"\n"...)
}

func cosigned(t uint64, text string) []byte {
	return []byte("cosignature/v1\ntime " + strconv.FormatUint(t, 10) + "\n" + text)
}

// witnessVerifier is a note.Verifier for cosignatures.
type witnessVerifier struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (v *witnessVerifier) Name() string    { return v.name }
func (v *witnessVerifier) KeyHash() uint32 { return v.hash }
func (v *witnessVerifier) Verify(msg, sig []byte) bool {
	return len(sig) == 8+ed25519.SignatureSize &&
		ed25519.Verify(v.key, cosigned(binary.BigEndian.Uint64(sig), string(msg)), sig[8:])
}

// NewWitnessVerifier reads a witness's verifier key.
func NewWitnessVerifier(vkey string) (note.Verifier, error) {
	parts := strings.SplitN(vkey, "+", 3)
	bad := errors.New("witness key: want NAME+HASH+KEY with an Ed25519 key for cosignatures")
	if len(parts) != 3 {
		return nil, bad
	}
	k, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(k) != 1+ed25519.PublicKeySize || k[0] != algCosignature {
		return nil, bad
	}
	id := keyID(parts[0], k)
	if fmt.Sprintf("%08x", id) != parts[1] || strings.ContainsAny(parts[0], " \n") || parts[0] == "" {
		return nil, bad
	}
	return &witnessVerifier{parts[0], id, k[1:]}, nil
}

// CheckCosignature checks that a checkpoint's note has the witness's signature.
func CheckCosignature(signed []byte, witness note.Verifier) error {
	n, err := note.Open(signed, note.VerifierList(witness))
	if err != nil || len(n.Sigs) != 1 {
		return fmt.Errorf("the cosignature of witness %q is missing or wrong", witness.Name())
	}
	return nil
}
