package platform

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/session"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/stretchr/testify/require"
)

// crashChild says what a process of this test binary does instead of running tests.
type crashChild struct {
	Scenario string
	Dir      string // data directory
	Scratch  string
	Target   int    // number of the step to die at, from 1; 0: none
	Expect   string // its name,
	Nth      int    // and how many of that name there are up to it
	Variant  variant
	told     bool // something was acknowledged just before the step, or it is the last
	// The steps that make an offer, an answer, a dataset, an erasure and a strike last: these don't depend on later ones.
	Opened, Kept, Imported, Erased, Struck int
}

const crashEnv = "BLINDMATCH_CRASH_CHILD"

func TestMain(m *testing.M) {
	if spec := os.Getenv(crashEnv); spec != "" {
		var c crashChild
		if err := json.Unmarshal([]byte(spec), &c); err != nil {
			panic(err)
		}
		c.run()
	}
	session.Quantum = 50 * time.Millisecond
	os.Exit(runOn(m))
}

// run is the process's whole life. It ends with a kill in any case.
func (c *crashChild) run() {
	d := &crashDisk{dir: c.Dir, trash: filepath.Join(c.Scratch, "trash"), expect: c.Expect, nth: c.Nth, variant: c.Variant}
	if err := os.MkdirAll(d.trash, 0o700); err != nil {
		panic(err)
	}
	if c.Variant != killAnytime {
		d.install()
	}
	session.Quantum = time.Millisecond
	defer d.end()
	switch c.Scenario {
	case "import":
		if s, err := OpenDirectory(c.Dir, DirectoryConfig{}); err == nil {
			d.did("client", report{}, s.AddClient(context.Background(), "acme", []byte("key")))
			s.Close()
		}
		d.tell(report{Kind: "begin", What: "import"})
		d.did("import", report{Size: most}, importTable(c.Dir, c.Scratch, changed(0, most, 1), time.Time{}))
	case "merge":
		d.tell(report{Kind: "begin", What: "import"})
		d.did("import", report{Size: most + 100}, importTable(c.Dir, c.Scratch, changed(most-100, most+100, 2), firstDay))
	case "stop":
		d.tell(report{Kind: "begin", What: "import"})
		err := importTable(c.Dir, c.Scratch, shrunk, time.Time{})
		if stopped, ok := err.(*StoppedError); ok && stopped.TakenOut == 5 {
			err = nil
		}
		d.did("import", report{Size: most + 95}, err)
	case "rollback":
		d.tell(report{Kind: "begin", What: "import"})
		d.did("import", report{Size: most}, onDirectory(c.Dir, func(s *Directory) error {
			_, err := s.Rollback(context.Background(), "users", "audience-matching")
			return err
		}))
	case "remove":
		d.tell(report{Kind: "begin", What: "removal"})
		d.did("removal", report{}, onDirectory(c.Dir, func(s *Directory) error {
			return s.RemoveDataset(context.Background(), "users", "audience-matching")
		}))
	case "adopt":
		d.did("adoption", report{}, adoptKept(c.Dir))
	case "erase":
		d.tell(report{Kind: "begin", What: "erasure"})
		id, err := eraseOnly(c.Dir)
		d.did("erasure", report{ID: id}, err)
	default:
		p, err := Open(c.Dir, crashConfig())
		if err != nil {
			d.did("start", report{}, err)
			return
		}
		defer p.Close()
		p.sessions.Hooks().Masked() // so that the steps always come in the same order
		d.did("start", report{}, nil)
		switch c.Scenario {
		case "count":
			d.did("session", report{}, runSession(p, "acme", psi.Count, c.Scratch, d.tell))
		case "blinded":
			d.did("session", report{}, runSession(p, "acme", psi.Blinded, c.Scratch, d.tell))
		case "strike":
			d.did("session", report{}, runStrike(p, "acme", c.Scratch, d.tell))
		}
	}
}

// shrunk is a table of 49 users that says of 5 others that they were deleted.
var shrunk = "user_id,email,collection_context,deleted\nu990,,,yes\nu991,,,yes\nu992,,,yes\nu993,,,yes\nu994,,,yes\n" + func() string {
	var csv strings.Builder
	for i := range 49 {
		fmt.Fprintf(&csv, "u%d,person%d@mail.example,newsletter,\n", i, i)
	}
	return csv.String()
}()

func onDirectory(dir string, do func(*Directory) error) error {
	s, err := OpenDirectory(dir, DirectoryConfig{})
	if err != nil {
		return err
	}
	return errors.Join(do(s), s.Close())
}

// eraseOnly destroys the key of a data directory's only session.
func eraseOnly(dir string) (id string, err error) {
	store, err := OpenDirectory(dir, DirectoryConfig{})
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	rows, err := store.Sessions(context.Background(), 2)
	if err != nil || len(rows) != 1 {
		return "", errors.Join(err, fmt.Errorf("%d sessions", len(rows)))
	}
	return rows[0].ID, store.EraseSession(context.Background(), rows[0].ID, "asked for")
}

// did reports how something ended.
func (d *crashDisk) did(what string, r report, err error) {
	r.Kind, r.What = "ack", what
	if err != nil {
		r = report{Kind: "fail", What: what, Error: err.Error()}
	}
	d.tell(r)
}

// crashConfig serves with the least floors, to acme with noise and to globex without.
func crashConfig() Config {
	policy, err := disclosure.Parse([]byte("floors: {list: 100, dataset: 1000, report: 50}\nowners: {globex: {clients: [globex], noise: none, contract: test bench}}"))
	if err != nil {
		panic(err)
	}
	return Config{Disclosure: policy, Modes: []psi.Mode{psi.Count, psi.Blinded}}
}

var firstDay = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

// changed is users with the time of their last change, on a day of May 2026.
func changed(from, to, day int) string {
	var csv strings.Builder
	csv.WriteString("user_id,email,collection_context,grants,updated_at\n")
	for i := from; i < to; i++ {
		fmt.Fprintf(&csv, "u%d,person%d@mail.example,newsletter,,2026-05-%02dT12:00:00Z\n", i, i, day)
	}
	return csv.String()
}

func importTable(dir, scratch, csv string, since time.Time) error {
	path := filepath.Join(scratch, "users.csv")
	if err := os.WriteFile(path, []byte(csv), 0o600); err != nil {
		return err
	}
	policy, err := purpose.Parse([]byte(policyYAML))
	if err != nil {
		return err
	}
	table, err := dataset.OpenTable(path, dataset.TableConfig{})
	if err != nil {
		return err
	}
	defer table.Close()
	store, err := OpenDirectory(dir, DirectoryConfig{})
	if err != nil {
		return err
	}
	defer store.Close()
	_, err = store.Import(context.Background(), table, ImportConfig{Dataset: "users", Purpose: "audience-matching", Policy: policy, Since: since})
	return err
}

// advertise takes a list through a session of a client up to its tags, all sent, and reports the offer. It shows its
// public key, or another one.
func advertise(p *Platform, client string, m psi.Mode, list []ident, scratch string, tell func(report), other ...psi.PublicKey) (*opened, error) {
	ctx := context.Background()
	role, err := psi.NewAdvertiser(params, psi.Scratch{Dir: scratch})
	if err != nil {
		return nil, err
	}
	defer role.Close()
	var masked, tags bytes.Buffer
	made, err := role.MaskList(ctx, func(yield func(psi.Item, error) bool) {
		for _, x := range list {
			if !yield(psi.Item{Type: params.Types.Index(x.typ), Key: x.key}, nil) {
				return
			}
		}
	}, psi.ListOptions{Plain: true}, &masked)
	if err != nil {
		return nil, err
	}
	o, s := new(party).offer(p, client, m, chunk{masked.Bytes(), made.Set, sha256.Sum256(masked.Bytes())}, nil)
	tell(report{Kind: "begin", What: "offer"})
	a, err := p.Offer(ctx, client, o)
	if err != nil {
		return nil, err
	}
	tell(report{Kind: "ack", What: "offer", ID: a.Session})
	s.id, s.c.PlatformNonce = a.Session, a.Nonce
	st := &a.Status
	for ; st.State != psi.StateOpen; time.Sleep(time.Millisecond) {
		if st, err = p.Status(client, s.id); err != nil {
			return nil, err
		}
		if st.State == psi.StateFailed {
			return nil, st.Error
		}
	}
	s.bind(st)
	source, err := openEpoch(p, s.c.PlatformSet)
	if err != nil {
		return nil, err
	}
	r, err := role.Tags(ctx, s.c, source, &tags)
	if err != nil {
		return nil, err
	}
	for _, send := range []func() error{
		func() error { return p.OpenList(client, s.id, s.opening()) },
		func() error { return s.put(MaskedList, 0, s.list) },
		func() error { return p.CloseList(client, s.id) },
		func() error {
			return p.OpenTags(client, s.id, psi.OpenTags{Tags: r, PublicKey: append(other, psi.PublicKey(role.Public()))[0]})
		},
		func() error { return s.put(Tags, 0, chunk{tags.Bytes(), r, sha256.Sum256(tags.Bytes())}) },
	} {
		if err := send(); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// openEpoch reads an epoch's set as a client does, leaf by leaf.
func openEpoch(p *Platform, set psi.Set) (psi.RecordSource, error) {
	files := make([][]byte, 2)
	for i, path := range []func(psi.Digest) (string, error){p.EpochFile, p.LeavesFile} {
		name, err := path(set.Digest)
		if err != nil {
			return nil, err
		}
		if files[i], err = os.ReadFile(name); err != nil {
			return nil, err
		}
	}
	leaves, err := psi.ReadLeaves(bytes.NewReader(files[1]), set)
	if err != nil {
		return nil, err
	}
	return leaves.NewElementReader(bytes.NewReader(files[0])), nil
}

// runSession is a client's whole session with 480 matches. It reports what it begins and what it was given.
func runSession(p *Platform, client string, m psi.Mode, scratch string, tell func(report)) error {
	s, err := advertise(p, client, m, emails(0, 480), scratch, tell)
	if err != nil {
		return err
	}
	tell(report{Kind: "begin", What: "result", ID: s.id})
	if err := p.CloseTags(client, s.id); err != nil {
		return err
	}
	answer, err := p.Result(ctx, client, s.id)
	if err != nil {
		return err
	}
	tell(report{Kind: "ack", What: "result", ID: s.id, Bytes: answer})
	for { // its keys and files are removed meanwhile
		if _, err := os.Stat(filepath.Join(p.store.rows.Files.Session(s.id), "list")); err != nil {
			break
		}
		time.Sleep(time.Millisecond)
	}
	if m == psi.Blinded {
		tell(report{Kind: "begin", What: "handles", ID: s.id})
		path, err := p.HandlesFile(client, s.id)
		if err != nil {
			return err
		}
		handles, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		tell(report{Kind: "ack", What: "handles", ID: s.id, Bytes: handles})
		return nil
	}
	return cosign(p, client, tell)
}

// runStrike is a client's session with tags under another key than it shows.
func runStrike(p *Platform, client, scratch string, tell func(report)) error {
	s, err := advertise(p, client, psi.Blinded, emails(0, 480), scratch, tell, psi.PublicKey(newParty().key.Public()))
	if err != nil {
		return err
	}
	tell(report{Kind: "begin", What: "strike", ID: s.id})
	if err := p.CloseTags(client, s.id); err != nil {
		return err
	}
	if _, err = p.Result(ctx, client, s.id); psi.CodeOf(err) != psi.CodeBadTags {
		return errors.Join(err, errors.New("the session did not end for its tags"))
	}
	tell(report{Kind: "ack", What: "strike", ID: s.id})
	for { // its keys and files are removed meanwhile
		if _, err := os.Stat(p.store.rows.Files.Session(s.id)); err != nil {
			return nil
		}
		time.Sleep(time.Millisecond)
	}
}

func cosign(p *Platform, client string, tell func(report)) error {
	l, err := p.store.Ledger(context.Background())
	if err != nil {
		return err
	}
	c, err := l.Checkpoint()
	if err != nil {
		return err
	}
	w, err := ledger.GenerateWitness("witness/" + client)
	if err != nil {
		return err
	}
	tell(report{Kind: "begin", What: "cosignature"})
	err = p.Cosign(context.Background(), client, w.VerifierKey(), string(w.Cosign(c, time.Now())))
	if err == nil {
		tell(report{Kind: "ack", What: "cosignature", ID: client})
	}
	return err
}

// All files that must last are written through package durable. What bypasses it is not in the crash table.
func TestStepsPassTheHook(t *testing.T) {
	past := regexp.MustCompile(`os\.(Rename|WriteFile|Create|OpenFile|Mkdir|MkdirAll)\(|\.Sync\(\)|\.WriteAt\(`)
	through := regexp.MustCompile(`durable\.WriteAt\(|sql|databaseFile|SQLite`)
	for _, pattern := range []string{"*.go", "../dataset/*.go", "../subject/*.go", "../ledger/*.go", "internal/*/*.go"} {
		files, err := filepath.Glob(pattern)
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			b, err := os.ReadFile(name)
			require.NoError(t, err)
			for i, line := range strings.Split(string(b), "\n") {
				require.False(t, past.MatchString(line) && !through.MatchString(line), "%s:%d", name, i+1)
			}
		}
	}
}
