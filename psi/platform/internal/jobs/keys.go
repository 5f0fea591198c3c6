package jobs

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// Keys are a job's secrets.
type Keys struct {
	Elements []byte                // d
	Join     dataset.JoinKey       // by which rows of one user are found
	Erased   *store.ErasedSnapshot // persons who are never admitted
}

// Sealer protects the keys at rest; see package platform.
type Sealer interface {
	Seal(name string, key []byte) ([]byte, error)
	Open(name string, sealed []byte) ([]byte, error)
}

// sealedKeys is the second file.
type sealedKeys struct {
	Version int        `json:"version"`
	Job     psi.Digest `json:"job"` // the first file
	Sealed  bool       `json:"sealed"`
	Keys    hexBytes   `json:"keys"`
}

// errKeys says that the second file can't be used.
var errKeys = errors.New("the job's keys are damaged, or of another job: prepare the job again")

// Destroy overwrites the keys.
func (k *Keys) Destroy() {
	clear(k.Elements)
	clear(k.Join[:])
	k.Erased.Destroy()
}

// encode is what is sealed: d, the join key, and the erased persons.
func (k *Keys) encode() []byte {
	b := make([]byte, 0, 4+len(k.Elements)+len(k.Join)+k.Erased.Size())
	b = binary.BigEndian.AppendUint32(b, uint32(len(k.Elements)))
	b = append(append(b, k.Elements...), k.Join[:]...)
	return k.Erased.Append(b)
}

func decodeKeys(b []byte) (*Keys, error) {
	k := &Keys{}
	if len(b) < 4 {
		return nil, errKeys
	}
	n := binary.BigEndian.Uint32(b)
	b = b[4:]
	if n > 1024 || uint64(len(b)) < uint64(n)+uint64(len(k.Join)) {
		return nil, errKeys
	}
	k.Elements = append([]byte{}, b[:n]...)
	b = b[n:]
	b = b[copy(k.Join[:], b):]
	var err error
	if k.Erased, err = store.ParseErasedSnapshot(b); err != nil {
		return nil, errKeys
	}
	return k, nil
}

// Check tells the secret of a job from others: a hash of more than 256 random bits, which reveals none of them.
func Check(secret []byte) string {
	h := sha256.New()
	h.Write([]byte(psi.Version + " job key check"))
	h.Write(secret)
	return hex.EncodeToString(h.Sum(nil)[:8])
}

func sealedName(job psi.Digest) string { return "job/" + hex.EncodeToString(job[:]) }

// Seal makes the two files of a job. sealer may be nil.
func Seal(j *Job, k *Keys, sealer Sealer) (job, keys []byte, err error) {
	secret := k.encode()
	defer clear(secret)
	j.KeyCheck = Check(secret)
	if job, err = j.Encode(); err != nil {
		return nil, nil, err
	}
	keys, err = SealSecret(job, secret, sealer)
	return job, keys, err
}

// SealSecret makes the second file of a job, whose first is given. sealer may be nil.
func SealSecret(job, secret []byte, sealer Sealer) (keys []byte, err error) {
	file := sealedKeys{Version: Version, Job: Digest(job), Sealed: sealer != nil, Keys: secret}
	if sealer != nil {
		if file.Keys, err = sealer.Seal(sealedName(file.Job), secret); err != nil {
			return nil, fmt.Errorf("seal the job's keys: %w", err)
		}
	}
	return json.Marshal(file)
}

// Open reads the two files of a job. sealer may be nil.
func Open(job, keys []byte, sealer Sealer) (*Job, *Keys, error) {
	j, err := Parse(job)
	if err != nil {
		return nil, nil, err
	}
	secret, err := OpenSecret(job, keys, j.KeyCheck, sealer)
	if err != nil {
		return nil, nil, err
	}
	defer clear(secret)
	k, err := decodeKeys(secret)
	return j, k, err
}

// OpenSecret reads the second file of a job, whose first is given and has the Check of the secret, which the caller
// overwrites. sealer may be nil.
func OpenSecret(job, keys []byte, want string, sealer Sealer) (secret []byte, err error) {
	var file sealedKeys
	if json.Unmarshal(keys, &file) != nil || file.Version != Version || file.Job != Digest(job) {
		return nil, errKeys
	}
	if file.Sealed != (sealer != nil) {
		clear(file.Keys)
		return nil, fmt.Errorf("the job's keys are sealed: %t, but a sealer is configured: %t", file.Sealed, sealer != nil)
	}
	secret = file.Keys
	if sealer != nil {
		if secret, err = sealer.Open(sealedName(file.Job), file.Keys); err != nil {
			return nil, fmt.Errorf("open the job's keys: %w", err)
		}
	}
	if Check(secret) != want {
		clear(secret)
		return nil, errKeys
	}
	return secret, nil
}
