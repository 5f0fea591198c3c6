package advertiser

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/gofrs/flock"
)

// Sealer protects the keys of open sessions at rest. name says what a key is for and is authenticated with it.
type Sealer interface {
	Seal(name string, key []byte) ([]byte, error)
	Open(name string, sealed []byte) ([]byte, error)
}

// Kept is what is kept of a session, so that it goes on after this process: all of it while the session is open; once it
// has its answer, no key and no list. It is written before the platform hears of anything that depends on it.
type Kept struct {
	Offer      psi.Offer       `json:"offer"`
	Info       psi.DatasetInfo `json:"info"`
	Price      Price           `json:"price"`
	Salt       psi.Nonce       `json:"salt"`
	List       psi.Set         `json:"list"`
	Sizes      []uint64        `json:"sizes"` // of its segments, without padding
	Duplicates uint64          `json:"duplicates"`
	Note       json.RawMessage `json:"note,omitempty"` // the caller's

	Session string     `json:"session,omitempty"` // "" until the answer to the offer was read
	Nonce   psi.Nonce  `json:"nonce"`             // the platform's
	Context psi.Digest `json:"context"`           // zero until the platform has committed to its set
	Bound   *bound     `json:"bound,omitempty"`   // with Context
	Expires time.Time  `json:"expires"`           // when the platform forgets the session

	Key    []byte         `json:"key,omitempty"` // a, sealed if there is a sealer, until the tags are made
	Sealed bool           `json:"sealed"`        // it is
	Tags   *psi.Set       `json:"tags,omitempty"`
	Public *psi.PublicKey `json:"public_key,omitempty"`
	Done   bool           `json:"done"` // the answer has come

	sessions *Sessions
	id       string // of its folder
	lock     *flock.Flock
}

// bound is what the platform adds to the context when it commits to its set.
type bound struct {
	Set    psi.Set      `json:"platform_set"`
	Policy psi.Digest   `json:"policy_digest"`
	Slice  psi.Allotted `json:"slice"`
}

// The files of a kept session.
const (
	keptPrefix = "kept-"
	keptState  = "state.json"
	keptList   = "list"
	keptTags   = "tags"
)

func (k *Kept) folder() string { return filepath.Join(k.sessions.dir, keptPrefix+k.id) }

func (k *Kept) file(name string) string { return filepath.Join(k.folder(), name) }

// create creates a file of the session, or a scratch file in dir if nothing is kept.
func (k *Kept) create(dir, name string) (f *os.File, err error) {
	if k != nil {
		f, err = os.OpenFile(k.file(name), os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	} else {
		f, err = os.CreateTemp(dir, name+"-*")
	}
	if err != nil {
		return nil, fmt.Errorf("scratch file: %w", err)
	}
	return f, nil
}

// keyName is what the key is sealed for: this list, and no other.
func (k *Kept) keyName() string { return "advertiser/" + k.id + "/" + k.List.Digest.String() }

// keep begins to keep a session.
func (s *Sessions) keep() (*Kept, error) {
	var id [8]byte
	rand.Read(id[:])
	k := &Kept{sessions: s, id: hex.EncodeToString(id[:])}
	if ok, err := k.hold(); err != nil || !ok {
		return nil, errors.Join(err, errors.New("state directory: a new session is in use"))
	}
	if err := durable.MkDir(k.folder()); err != nil {
		k.release()
		return nil, fmt.Errorf("state directory: %w", err)
	}
	return k, nil
}

// hold locks k, unless a living process has it.
func (k *Kept) hold() (bool, error) {
	k.lock = flock.New(k.folder() + ".lock")
	ok, err := k.lock.TryLock()
	if err != nil {
		return false, fmt.Errorf("state directory: %w", err)
	}
	return ok, nil
}

// release unlocks k.
func (k *Kept) release() {
	if k != nil {
		_ = k.lock.Unlock()
	}
}

// forget removes all that is kept.
func (k *Kept) forget() error {
	if k == nil {
		return nil
	}
	err := os.RemoveAll(k.folder())
	_ = k.lock.Unlock()                                  // first: Windows does not remove open files
	return errors.Join(err, durable.Drop(k.lock.Path())) // another process may have forgotten it meanwhile, too
}

// save makes k durable as it is now.
func (k *Kept) save() error {
	if k == nil {
		return nil
	}
	b, err := json.Marshal(k)
	if err == nil {
		err = durable.Replace(k.file(keptState), b)
	}
	if err != nil {
		return fmt.Errorf("state directory: %w", err)
	}
	return nil
}

// answered notes that the answer has come, and removes what it was made of. If that can't be noted, the session looks as
// if the answer were to come, which fetches it again, too: the answer must not fail for it.
func (k *Kept) answered() {
	if k == nil {
		return
	}
	for _, name := range []string{keptList, keptTags} { // first: the disk may be full of them
		_ = os.Remove(k.file(name))
	}
	k.Done, k.Key = true, nil
	_ = k.save()
}

// seal keeps the role's key.
func (k *Kept) seal(s Sealer, role *psi.Advertiser) (err error) {
	b := role.KeyBytes()
	defer clear(b)
	if s == nil {
		k.Key = slices.Clone(b)
		return nil
	}
	k.Sealed = true
	k.Key, err = s.Seal(k.keyName(), b)
	return err
}

// role is the role that the list was masked under.
func (k *Kept) role(s Sealer, scratch psi.Scratch) (*psi.Advertiser, error) {
	b := slices.Clone(k.Key)
	if k.Sealed != (s != nil) {
		return nil, fmt.Errorf("the session's key is sealed: %t; there is a sealer: %t", k.Sealed, s != nil)
	}
	if s != nil {
		var err error
		if b, err = s.Open(k.keyName(), k.Key); err != nil {
			return nil, fmt.Errorf("the session's key: %w", err)
		}
	}
	defer clear(b)
	return psi.ResumeAdvertiser(k.Info.Params, scratch, b, k.List)
}

// Left returns the sessions with a platform that were left behind and can go on, or have an answer that can be fetched
// again, oldest first. Others hold those whose process lives. It removes those that the platform has forgotten.
func (s *Sessions) Left(platform, advertiser string) (all []*Kept, err error) {
	files, err := os.ReadDir(s.dir)
	if err != nil {
		return nil, fmt.Errorf("state directory: %w", err)
	}
	for _, f := range files {
		id, ok := strings.CutPrefix(f.Name(), keptPrefix)
		if !ok || !f.IsDir() {
			continue
		}
		k := &Kept{sessions: s, id: id}
		if ok, err := k.hold(); err != nil {
			return all, err
		} else if !ok {
			continue
		}
		b, err := os.ReadFile(k.file(keptState))
		if err == nil {
			err = json.Unmarshal(b, k)
		}
		switch {
		case err != nil || !k.Expires.IsZero() && time.Now().After(k.Expires):
			if err := k.forget(); err != nil { // it was never saved, or is of no use
				return all, fmt.Errorf("state directory: %w", err)
			}
		case k.Offer.Platform != platform || advertiser != "" && k.Offer.Advertiser != advertiser:
			k.release()
		default:
			all = append(all, k)
		}
	}
	return all, nil
}

// Release lets go of sessions that Left has returned.
func Release(all []*Kept) {
	for _, k := range all {
		k.release()
	}
}
