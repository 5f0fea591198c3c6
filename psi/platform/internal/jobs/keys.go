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

// check tells the keys of a job from others: a hash of more than 256 random bits, which reveals none of them.
func check(encoded []byte) string {
	h := sha256.New()
	h.Write([]byte(psi.Version + " job key check"))
	h.Write(encoded)
	return hex.EncodeToString(h.Sum(nil)[:8])
}

func sealedName(job psi.Digest) string { return "job/" + hex.EncodeToString(job[:]) }

// Seal makes the two files of a job. sealer may be nil.
func Seal(j *Job, k *Keys, sealer Sealer) (job, keys []byte, err error) {
	secret := k.encode()
	defer clear(secret)
	j.KeyCheck = check(secret)
	if job, err = j.Encode(); err != nil {
		return nil, nil, err
	}
	file := sealedKeys{Version: Version, Job: Digest(job), Sealed: sealer != nil, Keys: secret}
	if sealer != nil {
		if file.Keys, err = sealer.Seal(sealedName(file.Job), secret); err != nil {
			return nil, nil, fmt.Errorf("seal the job's keys: %w", err)
		}
	}
	keys, err = json.Marshal(file)
	return job, keys, err
}

// Open reads the two files of a job. sealer may be nil.
func Open(job, keys []byte, sealer Sealer) (*Job, *Keys, error) {
	j, err := Parse(job)
	if err != nil {
		return nil, nil, err
	}
	var file sealedKeys
	if json.Unmarshal(keys, &file) != nil || file.Version != Version || file.Job != Digest(job) {
		return nil, nil, errKeys
	}
	defer clear(file.Keys)
	if file.Sealed != (sealer != nil) {
		return nil, nil, fmt.Errorf("the job's keys are sealed: %t, but a sealer is configured: %t", file.Sealed, sealer != nil)
	}
	secret := []byte(file.Keys)
	if sealer != nil {
		if secret, err = sealer.Open(sealedName(file.Job), secret); err != nil {
			return nil, nil, fmt.Errorf("open the job's keys: %w", err)
		}
		defer clear(secret)
	}
	if check(secret) != j.KeyCheck {
		return nil, nil, errKeys
	}
	k, err := decodeKeys(secret)
	return j, k, err
}
