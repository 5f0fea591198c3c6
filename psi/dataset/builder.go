package dataset

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
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
	sorter                             *admittedElements
	contexts                           []string
	withheld                           *withheld // nil if nobody is
	done                               bool
}

// What is admitted is sorted as element, type and
const (
	admittedWidth = elementWidth + 1 + admittedOwner
	admittedOwner = 8 + 2 + 1 + 4 // record, context, verified, given
)

// keyCheckText is masked under the key; see manifest.
var keyCheckText = []byte("blindmatch dataset key check")

// typeKey is the dataset's key with the domain of one identifier type.
func typeKey(key *ecdh.Key, purpose string, profile identity.Profile, t identity.Type) *ecdh.Key {
	p := psi.Params{Suite: key.Suite().String(), Purpose: purpose, Profile: profile.String()}
	return key.WithDomain(p.Domain(string(t)))
}

// keyCheck is a fixed text masked under a dataset's key.
func keyCheck(key *ecdh.Key, purpose string, profile identity.Profile) string {
	var e [1]ecdh.Element
	typeKey(key, purpose, profile, identity.Types()[0]).Mask(e[:], [][]byte{keyCheckText})
	return hex.EncodeToString(e[0][:])
}

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
	b.sorter = &admittedElements{Sorter: extsort.New(extsort.Config{Width: admittedWidth, Memory: cfg.memory(), Dir: dir})}
	for _, typ := range cfg.types() {
		b.sets = append(b.sets, newSetBuilder(typ, typeKey(cfg.Key, is.Purpose, is.Profile, typ), b.sorter, cfg.Masked))
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
	for _, s := range b.sets {
		if s.typ != a.Value().Type {
			continue
		}
		n, err := b.context(a.Context())
		if err != nil {
			return err
		}
		return s.add(a, b.records-1, n)
	}
	return fmt.Errorf("the dataset is not of identifiers of type %q", a.Value().Type)
}

// context numbers a context.
func (b *Builder) context(name string) (uint16, error) { return numberContext(&b.contexts, name) }

func numberContext(contexts *[]string, name string) (uint16, error) {
	i := slices.Index(*contexts, name)
	if i < 0 {
		if i = len(*contexts); i >= noContext {
			return 0, fmt.Errorf("more than %d collection contexts", noContext)
		}
		*contexts = append(*contexts, name)
	}
	return uint16(i), nil
}

// Finish makes the contact groups, writes the dataset's files and makes them durable. It returns what there is.
func (b *Builder) Finish(ctx context.Context) (*Summary, error) {
	m, err := b.finishRecords()
	if err != nil {
		return nil, err
	}
	for _, s := range b.sets {
		if err := s.finish(); err != nil {
			return nil, err
		}
	}
	drop, err := b.dropWithheld(m)
	if err != nil {
		return nil, err
	}
	g := newGrouper(ctx, b.dir, b.cfg.memory(), m)
	g.drop = drop
	if err := errors.Join(g.run(b.sorter.Sorter), g.close()); err != nil {
		return nil, err
	}
	if drop != nil {
		b.withheld.values = g.lost
	}
	return b.finishAll(m, &g.byType)
}

// finishRecords ends the files that are about records, and begins the manifest.
func (b *Builder) finishRecords() (*manifest, error) {
	m := &manifest{
		Version: formatVersion, Purpose: b.is.Purpose, Profile: b.is.Profile, Policy: b.is.Policy, Records: b.records,
		Contexts: b.contexts, Codes: decisionCodes(), Files: map[string]fileSummary{}, KeyCheck: keyCheck(b.cfg.Key, b.is.Purpose, b.is.Profile),
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
	return m, nil
}

// finishAll writes the manifest, which makes the dataset whole.
func (b *Builder) finishAll(m *manifest, byType *[2]TypeSizes) (*Summary, error) {
	m.Types = map[identity.Type]TypeSizes{}
	for _, s := range b.sets {
		m.Types[s.typ] = byType[typeIndex(s.typ)]
	}
	if err := writeManifest(b.dir, m); err != nil {
		return nil, err
	}
	b.done = true
	sum := (&Stored{m: m}).Summary()
	return &sum, nil
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
		_ = s.wait() // what failed was told by Add or Finish, or nobody wants the dataset
		s.filling.clear()
	}
	b.sets = nil
	if b.sorter != nil {
		errs = append(errs, b.sorter.Close())
	}
	if b.withheld != nil {
		errs = append(errs, b.withheld.sorter.Close())
	}
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
