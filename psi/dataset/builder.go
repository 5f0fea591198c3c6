package dataset

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/internal/extsort"
	"github.com/blindmatch/blindmatch/psi/purpose"
)

// Builder writes a dataset from what a gate admitted; nothing else gets in. Build uses one for a table. A platform that
// keeps its records elsewhere can use one directly, though not to merge. It must be used from one goroutine only, and
// closed.
type Builder struct {
	dir  string
	cfg  BuildConfig
	is   manifest // its purpose, profile and policy
	mine bool     // dir was made here

	users, index, decisions, withdrawn *outFile
	records                            uint64
	lastUser                           string
	at                                 uint64 // bytes of users.dat
	sets                               []*setBuilder
	contexts                           []string
	made                               *manifest // once it is finished
	done                               bool
}

// setBuilder collects one type's elements.
type setBuilder struct {
	typ    identity.Type
	key    *ecdh.Key
	sorter *extsort.Sorter
	keys   [][32]byte // of the batch, not masked yet
	items  [][]byte   // views of keys
	owners []byte     // of the batch
	masked []ecdh.Element
	recs   []byte
}

// batchSize is how many values are masked at once: enough to keep all cores busy in ecdh.
const batchSize = 8192

const sortedWidth = elementWidth + ownerWidth

// keyCheckText is masked under each key; see typeSummary.
var keyCheckText = []byte("blindmatch dataset key check")

// NewBuilder starts a dataset in dir, which must not exist or be empty.
func NewBuilder(dir string, cfg BuildConfig) (*Builder, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	digest := cfg.Gate.Policy().Digest()
	return newBuilder(dir, cfg, manifest{Purpose: cfg.Gate.Purpose(), Profile: cfg.Profile, Policy: hex.EncodeToString(digest[:])})
}

// newBuilder starts a dataset that is admitted as is says.
func newBuilder(dir string, cfg BuildConfig, is manifest) (*Builder, error) {
	b := &Builder{dir: dir, cfg: cfg, is: is}
	switch err := durable.MkDir(dir); {
	case err == nil:
		b.mine = true
	case errors.Is(err, os.ErrExist):
		entries, err := os.ReadDir(dir)
		if err != nil {
			return nil, err
		}
		if len(entries) > 0 {
			return nil, fmt.Errorf("%s is not empty", dir)
		}
	default:
		return nil, err
	}
	var err error
	for _, f := range []struct {
		out  **outFile
		name string
	}{{&b.users, usersName}, {&b.index, userIndexName}, {&b.decisions, decisionsName}} {
		if *f.out, err = createFile(dir, f.name); err != nil {
			return nil, errors.Join(err, b.Close())
		}
	}
	for _, typ := range identity.Types() {
		key := cfg.Keys[typ]
		if key == nil {
			continue
		}
		s := &setBuilder{typ: typ, key: key, keys: make([][32]byte, 0, batchSize), masked: make([]ecdh.Element, batchSize)}
		s.sorter = extsort.New(extsort.Config{Width: sortedWidth, Memory: cfg.memory(), Dir: dir})
		b.sets = append(b.sets, s)
	}
	return b, nil
}

// Add adds contacts of one user that the configured gate admitted. It refuses contacts from another gate or from none.
func (b *Builder) Add(admitted ...purpose.Admitted) error {
	for _, a := range admitted {
		if !a.From(b.cfg.Gate) {
			return errors.New("contact was not admitted by this dataset's gate")
		}
		if b.records == 0 || a.User() != b.lastUser {
			if f := checkUser([]byte(a.User())); f != "" {
				return fmt.Errorf("user reference: %s", faultHints[f])
			}
			n, err := b.context(a.Context())
			if err != nil {
				return err
			}
			d := decision{context: n}
			for _, other := range admitted {
				if other.User() == a.User() {
					d.codes[typeIndex(other.Value().Type)] = decidedAdmitted
				}
			}
			if err := b.addRecord([]byte(a.User()), d); err != nil {
				return err
			}
		}
		if err := b.put(a); err != nil {
			return err
		}
	}
	return nil
}

// addRecord numbers a record. It keeps only its user reference and what was decided.
func (b *Builder) addRecord(user []byte, d decision) error {
	var off [8]byte
	binary.BigEndian.PutUint64(off[:], b.at)
	if _, err := b.index.Write(off[:]); err != nil {
		return err
	}
	if _, err := b.users.Write(user); err != nil {
		return err
	}
	enc := d.encode()
	if _, err := b.decisions.Write(enc[:]); err != nil {
		return err
	}
	b.at += uint64(len(user))
	if b.lastUser != string(user) {
		b.lastUser = string(user)
	}
	b.records++
	return nil
}

// put adds a contact of the latest record.
func (b *Builder) put(a purpose.Admitted) error {
	v := a.Value()
	for _, s := range b.sets {
		if s.typ != v.Type {
			continue
		}
		n, err := b.context(a.Context())
		if err != nil {
			return err
		}
		s.keys = append(s.keys, v.Key)
		s.owners = binary.BigEndian.AppendUint64(s.owners, b.records-1)
		s.owners = binary.BigEndian.AppendUint16(s.owners, n)
		if len(s.keys) == batchSize {
			return s.flush()
		}
		return nil
	}
	return fmt.Errorf("no key for identifiers of type %q", v.Type)
}

// context numbers a context.
func (b *Builder) context(name string) (uint16, error) {
	i := slices.Index(b.contexts, name)
	if i < 0 {
		if i = len(b.contexts); i >= noContext {
			return 0, fmt.Errorf("more than %d collection contexts", noContext)
		}
		b.contexts = append(b.contexts, name)
	}
	return uint16(i), nil
}

// flush masks the batch and hands it to the sorter.
func (s *setBuilder) flush() error {
	s.items = s.items[:0]
	for i := range s.keys {
		s.items = append(s.items, s.keys[i][:])
	}
	n := len(s.keys)
	s.key.Mask(s.masked[:n], s.items)
	s.recs = s.recs[:0]
	for i := range n {
		s.recs = append(s.recs, s.masked[i][:]...)
		s.recs = append(s.recs, s.owners[i*ownerWidth:(i+1)*ownerWidth]...)
	}
	clear(s.keys)
	s.keys, s.owners = s.keys[:0], s.owners[:0]
	return s.sorter.Add(s.recs)
}

// Finish writes the dataset's files and makes them durable. It returns the number of distinct elements of each type.
func (b *Builder) Finish() (map[identity.Type]uint64, error) {
	m := &manifest{
		Version: formatVersion, Purpose: b.is.Purpose, Profile: b.is.Profile, Policy: b.is.Policy, Records: b.records,
		Contexts: b.contexts, Codes: decisionCodes(), Types: map[identity.Type]typeSummary{}, Files: map[string]fileSummary{},
	}
	var end [8]byte
	binary.BigEndian.PutUint64(end[:], b.at)
	if _, err := b.index.Write(end[:]); err != nil {
		return nil, err
	}
	for _, f := range []struct {
		out  **outFile
		name string
	}{{&b.users, usersName}, {&b.index, userIndexName}, {&b.decisions, decisionsName}, {&b.withdrawn, withdrawnName}} {
		out := *f.out
		if out == nil {
			continue // nobody was withdrawn
		}
		*f.out = nil
		sum, err := out.finish()
		if err != nil {
			return nil, err
		}
		m.Files[f.name] = sum
	}
	sizes := map[identity.Type]uint64{}
	for _, s := range b.sets {
		sum, err := s.write(b.dir, m.Files)
		if err != nil {
			return nil, err
		}
		m.Types[s.typ] = sum
		sizes[s.typ] = sum.Elements
	}
	if err := writeManifest(b.dir, m); err != nil {
		return nil, err
	}
	b.made, b.done = m, true
	return sizes, nil
}

// write sorts the type's elements and writes its three files.
func (s *setBuilder) write(dir string, files map[string]fileSummary) (sum typeSummary, err error) {
	if err := s.flush(); err != nil {
		return sum, err
	}
	sorted, err := s.sorter.Sort()
	if err != nil {
		return sum, err
	}
	var outs [3]*outFile
	defer func() {
		for _, o := range outs {
			if o != nil {
				o.f.Close()
			}
		}
	}()
	names := [3]string{elementsName(s.typ), startsName(s.typ), ownersName(s.typ)}
	for i, name := range names {
		if outs[i], err = createFile(dir, name); err != nil {
			return sum, err
		}
	}
	var last [sortedWidth]byte
	buf := make([]byte, 4096*sortedWidth)
	start := func() error {
		var off [8]byte
		binary.BigEndian.PutUint64(off[:], sum.Owners)
		_, err := outs[1].Write(off[:])
		return err
	}
	for {
		n, readErr := sorted.Read(buf)
		for rec := buf[:n]; len(rec) > 0; rec = rec[sortedWidth:] {
			r := [sortedWidth]byte(rec)
			if sum.Owners > 0 && r == last {
				continue // the same value twice in one record
			}
			if sum.Owners == 0 || [elementWidth]byte(r[:]) != [elementWidth]byte(last[:]) {
				if err := start(); err != nil {
					return sum, err
				}
				if _, err := outs[0].Write(r[:elementWidth]); err != nil {
					return sum, err
				}
				sum.Elements++
			}
			if _, err := outs[2].Write(r[elementWidth:]); err != nil {
				return sum, err
			}
			sum.Owners++
			last = r
		}
		if readErr == io.EOF {
			break
		}
		if readErr != nil {
			return sum, readErr
		}
	}
	if err := start(); err != nil {
		return sum, err
	}
	for i, name := range names {
		o := outs[i]
		outs[i] = nil
		if files[name], err = o.finish(); err != nil {
			return sum, err
		}
	}
	sum.KeyCheck = keyCheck(s.key)
	return sum, s.sorter.Close()
}

// Close ends the builder. Unless Finish succeeded, it removes everything.
func (b *Builder) Close() error {
	var errs []error
	for _, f := range []*outFile{b.users, b.index, b.decisions, b.withdrawn} {
		if f != nil {
			errs = append(errs, f.f.Close())
		}
	}
	b.users, b.index, b.decisions, b.withdrawn = nil, nil, nil, nil
	for _, s := range b.sets {
		clear(s.keys)
		errs = append(errs, s.sorter.Close())
	}
	b.sets = nil
	if b.done {
		return errors.Join(errs...)
	}
	b.done = true
	if b.mine {
		return errors.Join(append(errs, os.RemoveAll(b.dir))...)
	}
	entries, err := os.ReadDir(b.dir)
	errs = append(errs, err)
	for _, e := range entries {
		errs = append(errs, os.Remove(filepath.Join(b.dir, e.Name())))
	}
	return errors.Join(errs...)
}
